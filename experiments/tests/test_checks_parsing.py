"""The `validation` of a task is read strictly, and a fault is reported with its place."""

import pytest

from experiments.checks import Applies, External, MatchesReference, Tests, parse_checks


def test_no_validation_is_no_checks():
    assert parse_checks(None) == ()
    assert parse_checks([]) == ()


def test_one_check_may_stand_alone():
    assert parse_checks({"kind": "applies"}) == (Applies(),)


def test_all_kinds_are_read_in_order():
    raw = [
        {"kind": "applies"},
        {"kind": "matches_reference"},
        {"kind": "tests", "command": ["python", "t.py"], "files": {"./t.py": "x"}},
        {"kind": "external"},
    ]

    assert parse_checks(raw) == (
        Applies(),
        MatchesReference(),
        Tests(command=("python", "t.py"), files={"t.py": "x"}, timeout_seconds=30.0),
        External(),
    )


TESTS = {"kind": "tests", "command": ["true"]}


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ("applies", "validation:"),
        (["applies"], "validation[0]:"),
        ([{"kind": "applies"}, {}], "validation[1].kind:"),
        ({"kind": "apply"}, "validation.kind:"),
        ({"kind": ["applies"]}, "validation.kind:"),
        ({"kind": "applies", "strict": True}, "validation.strict:"),
        ({"kind": "tests"}, "validation.command:"),
        ({"kind": "tests", "command": "true"}, "validation.command:"),
        ({"kind": "tests", "command": []}, "validation.command:"),
        ({"kind": "tests", "command": [""]}, "validation.command:"),
        ({"kind": "tests", "command": ["a\x00"]}, "validation.command:"),
        ({"kind": "tests", "command": ["a", 1]}, "validation.command:"),
        ({**TESTS, "files": ["a"]}, "validation.files:"),
        ({**TESTS, "files": {"../a": "x"}}, "validation.files:"),
        ({**TESTS, "files": {"a": 1}}, "validation.files['a']:"),
        ({**TESTS, "timeout_seconds": 0}, "validation.timeout_seconds:"),
        ({**TESTS, "timeout_seconds": 601}, "validation.timeout_seconds:"),
        ({**TESTS, "timeout_seconds": float("nan")}, "validation.timeout_seconds:"),
        ({**TESTS, "timeout_seconds": True}, "validation.timeout_seconds:"),
        ({**TESTS, "timeout_seconds": "9"}, "validation.timeout_seconds:"),
    ],
)
def test_fault_is_reported_with_its_place(raw, place):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        parse_checks(raw)

    assert str(caught.value).startswith(place)
