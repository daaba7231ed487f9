"""`run` on what would be no valid run: a line for each arm and the judge, and nothing stored."""

import pytest

from leaderboards.tests.specs import refused, spec, spoiled, write

pytestmark = pytest.mark.django_db


def preflight(path, capsys):
    code, err = refused(path, capsys)
    assert code == 3
    return err.strip().splitlines()


def test_a_provider_that_is_not_allowed_is_refused_for_each_arm_and_the_judge(tmp_path, capsys):
    whole = spec()
    whole["providers"]["openai_compatible"]["enabled"] = False
    whole["experiment"]["arms"].append({**whole["experiment"]["arms"][0], "key": "large"})
    lines = preflight(write(tmp_path, whole), capsys)
    assert [line.split(": ")[:2] for line in lines] == [
        ["large", "provider_not_allowed"],
        ["small", "provider_not_allowed"],
        ["evaluator", "evaluator_not_allowed"],
    ]


def test_an_absent_allowlist_allows_nothing(tmp_path, capsys):
    whole = spec(judge=False)
    del whole["providers"]
    assert preflight(write(tmp_path, whole), capsys)[0].startswith("small: provider_not_allowed: ")


def test_a_model_that_no_pattern_fits_is_refused(tmp_path, capsys):
    whole = spoiled("providers.openai_compatible.allowed_models", ["judge-*"])
    [line] = preflight(write(tmp_path, whole), capsys)
    assert line.startswith("small: model_not_allowed: ")


def test_a_missing_credential_is_refused_before_anything_is_called(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("BAKEOFF_CREDENTIAL_ACME_LOCAL", raising=False)
    whole = spoiled("connections.0.credential_reference", "env:BAKEOFF_CREDENTIAL_ACME_LOCAL")
    lines = preflight(write(tmp_path, whole), capsys)
    assert [line.split(": ")[:2] for line in lines] == [
        ["small", "credential_unavailable"],
        ["evaluator", "credential_unavailable"],
    ]


@pytest.mark.parametrize("value", ["", "  \n", "schl\u00fcssel", "two\nlines"])
def test_a_credential_that_no_key_looks_like_is_refused(tmp_path, capsys, monkeypatch, value):
    monkeypatch.setenv("BAKEOFF_CREDENTIAL_ACME_LOCAL", value)
    whole = spoiled("connections.0.credential_reference", "env:BAKEOFF_CREDENTIAL_ACME_LOCAL")
    lines = preflight(write(tmp_path, whole), capsys)
    assert lines[0].startswith("small: credential_unavailable: ")
    assert not value.strip() or value not in "".join(lines)


def test_each_arm_and_the_judge_have_their_own_line_whatever_stands_in_their_way(tmp_path, capsys):
    whole = spec()
    whole["providers"]["openai_compatible"]["allowed_models"] = ["m-*"]
    arm = whole["experiment"]["arms"][0]
    whole["experiment"]["arms"] = [
        {**arm, "key": "a0", "connection": "gone"},
        {**arm, "key": "a1", "model": "other"},
        {**arm, "key": "a2", "provider": "demo"},
        {**arm, "key": "a3"},
    ]
    whole["providers"]["demo"] = {"enabled": True, "allowed_models": ["*"]}
    whole["evaluator"]["connection"] = "lost"
    lines = preflight(write(tmp_path, whole), capsys)
    assert [line.split(": ")[:2] for line in lines] == [
        ["a0", "connection_missing"],
        ["a1", "model_not_allowed"],
        ["a2", "connection_missing"],
        ["evaluator", "connection_missing"],
    ]
    assert ["'gone'" in lines[0], "'local' for demo" in lines[2], "'lost'" in lines[3]] == [
        True
    ] * 3


def test_a_missing_connection_is_refused(tmp_path, capsys):
    [line] = preflight(write(tmp_path, spoiled("experiment.arms.0.connection", "none")), capsys)
    assert line.startswith("small: connection_missing: ")


def test_a_judge_without_a_connection_is_refused(tmp_path, capsys):
    [line] = preflight(write(tmp_path, spoiled("evaluator.connection", "none")), capsys)
    assert line.startswith("evaluator: connection_missing: ")
