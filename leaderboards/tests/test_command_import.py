"""`import`: results that were obtained elsewhere become a run, all of them or nothing."""

import json
from decimal import Decimal

import pytest

from evaluation.models import Evaluation
from experiments.models import Artifact, Attempt, Experiment, Run, Task, TaskSet, Validation
from experiments.states import RunState
from experiments.tests.results import DIFF, result
from leaderboards import importing
from leaderboards.queries import published
from leaderboards.tests.imports import (
    commanded,
    evaluation,
    exported,
    grid,
    imported,
    imported_run,
    passing,
    summary_of,
    write,
)
from leaderboards.tests.published import published_run
from leaderboards.tests.specs import counts
from organizations.models import Organization

pytestmark = pytest.mark.django_db
WANTED = ("--organization", "acme", "--experiment", "outside")
FULL = result(
    output="Here:\n" + DIFF,
    validation={"status": "failed", "score": 0.25},
    latency_ms=12.5,
    cost_usd="0.000000000001",
    usage={"input_tokens": 10, "output_tokens": 5},
    evaluation=evaluation(0.5),
)
FAILED = result(task="t2", state="failed", error_code="rate_limited", output="half")


def test_results_become_a_run_with_boards_and_files(tmp_path, capsys):
    path, output = write(tmp_path, FULL, FAILED), tmp_path / "deep" / "out"
    assert commanded(path, *WANTED, "--output", output) == 0
    out, err = capsys.readouterr()
    run = Run.objects.get()
    assert f"Imported as run {run.pk}." in err
    for title in ("Quality", "Latency", "Cost", "Evaluator score"):
        assert f"\n{title} (" in out
    assert out.count("[imported]") == 5
    summary = json.loads((output / "summary.json").read_text())
    assert summary == published(run)
    assert summary["run"]["imported"] is True
    lines = (output / "attempts.jsonl").read_text().splitlines()
    assert [json.loads(line)["task"] for line in lines] == ["t1", "t2"]


def test_every_part_of_a_line_is_stored(tmp_path):
    run = imported_run(tmp_path, FULL, FAILED)
    first, second = exported(run)
    assert (run.state, run.imported, run.repeats) == (RunState.COMPLETED, True, 1)
    assert (first["provider"], first["model"]) == ("elsewhere", "model-of-able")
    assert (first["cost_usd"], first["cost_source"]) == ("0.000000000001", "provider")
    assert (first["latency_ms"], first["output_text"]) == (12.5, "Here:\n" + DIFF)
    assert first["usage"]["output_tokens"] == 5
    assert first["usage"]["valid"] is True
    assert first["artifact"]["format"] == "unified"
    assert first["artifact"]["files"][0]["path"] == "x.py"
    assert (first["validation"]["status"], first["validation"]["score"]) == ("failed", 0.25)
    assert first["validation"]["source"] == "import"
    assert first["evaluation"] == {"state": "succeeded", "error_code": None} | evaluation(0.5)
    assert (second["state"], second["error_code"]) == ("failed", "rate_limited")
    assert second["retryable"] is True
    absent = ("usage", "cost_usd", "latency_ms", "artifact", "validation", "evaluation")
    assert [second[name] for name in absent] == [None] * 6
    assert second["output_text"] == "half"


def test_organisation_experiment_and_keys_are_made_if_they_are_missing(tmp_path):
    imported(tmp_path, FULL, FAILED)
    experiment = Experiment.objects.get(name="outside", organization__slug="acme")
    assert experiment.task_set.keys_only
    assert list(Task.objects.values_list("key", "prompt")) == [("t1", ""), ("t2", "")]


def test_the_same_keys_are_the_same_task_set_and_others_another_version(tmp_path):
    one = imported_run(tmp_path, result(task="t1"))
    same = imported_run(tmp_path, result(task="t1", output="other"))
    more = imported_run(tmp_path, result(task="t1"), result(task="t2"))
    assert one.task_set == same.task_set
    assert (more.task_set.version, more.task_set.n_tasks) == (2, 2)


def test_a_failure_without_a_code_is_the_models_and_counted_under_none(tmp_path):
    run = imported_run(tmp_path, result(state="failed"), result(task="t2"))
    summary = summary_of(run)
    assert summary["attempts"]["failed"] == 1
    assert summary["attempts"]["by_error_code"] == {}
    (entry,) = summary["leaderboards"]["quality"]["entries"]
    assert entry["missing"]["model_error"] == 1


@pytest.mark.parametrize(
    ("text", "form", "warned"),
    [
        ({"patch": DIFF}, "unified", 0),
        ({"patch": "no patch"}, "none", 1),
        ({"output": ""}, "none", 1),
    ],
)
def test_a_patch_that_cannot_be_read_is_a_warning(tmp_path, text, form, warned):
    imported(tmp_path, result(**text))
    artifact = Artifact.objects.get()
    assert (artifact.format, len(artifact.warnings), artifact.applies) == (form, warned, None)


def test_the_patch_goes_before_the_answer(tmp_path):
    imported(tmp_path, result(patch=DIFF, output="--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n"))
    assert Artifact.objects.get().files[0]["path"] == "x.py"


def test_one_bad_line_stores_nothing_and_every_one_is_told(tmp_path, capsys):
    path, before = write(tmp_path, FULL, b"{", result(repeat=0)), counts()
    assert commanded(path, *WANTED, "--output", tmp_path / "out") == 2
    out, err = capsys.readouterr()
    assert [line.split(": ")[0] for line in err.splitlines()] == [f"{path}:2", f"{path}:3"]
    assert (out, counts()) == ("", before)
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"--organization": "No Slug"}, "organization: Use 1 to 50"),
        ({"--experiment": ""}, "experiment: 1 to 200 printable"),
        ({"--experiment": "a\nb"}, "experiment: 1 to 200 printable"),
        ({"--judge": "x" * 201}, "judge: 1 to 200 printable"),
        ({"--output": "{path}/out"}, "Not a directory"),
    ],
)
def test_names_and_places_are_checked_before_anything_is_stored(tmp_path, capsys, changed, said):
    path, before = write(tmp_path, FULL), counts()
    options = {"--organization": "acme", "--experiment": "x"} | changed
    given = [text.format(path=path) for option in options.items() for text in option]
    assert commanded(path, *given) == 2
    assert said in capsys.readouterr().err
    assert counts() == before


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_file_that_cannot_be_read_is_told(tmp_path, capsys, name):
    assert commanded(tmp_path / name, *WANTED) == 2
    assert str(tmp_path / name) in capsys.readouterr().err


def test_a_rehearsal_says_what_would_be_stored_and_stores_nothing(tmp_path, capsys):
    path, before = write(tmp_path, FULL, FAILED), counts()
    assert commanded(path, *WANTED, "--dry-run", "--output", tmp_path / "out") == 0
    said = capsys.readouterr().out
    assert "2 attempts (1 succeeded, 1 failed) of 1 arms at 2 tasks" in said
    assert "1 artifacts, 1 validations and 1 evaluations" in said
    assert "the organisation and the experiment" in said
    assert counts() == before
    assert not (tmp_path / "out").exists()
    assert commanded(write(tmp_path, b"{"), *WANTED, "--dry-run") == 2


def test_the_same_results_are_the_same_run_in_whatever_order(tmp_path, capsys):
    first, again = imported(tmp_path, FULL, FAILED), imported(tmp_path, FAILED, FULL)
    assert (first.created, again.created, again.run) == (True, False, first.run)
    assert Attempt.objects.count() == 2
    assert commanded(write(tmp_path, FULL, FAILED), *WANTED) == 0
    assert f"these results are run {first.run.pk}" in capsys.readouterr().err
    assert commanded(write(tmp_path, FULL, FAILED), *WANTED, "--dry-run") == 0
    assert f"run {first.run.pk} already" in capsys.readouterr().out


def test_another_word_another_judge_or_another_experiment_is_another_run(tmp_path):
    imported(tmp_path, FULL)
    assert imported(tmp_path, FULL | {"cost_usd": 1}).created
    assert imported(tmp_path, FULL, judge="strict").created
    assert imported(tmp_path, FULL, experiment="other").created


def test_what_cannot_be_published_is_not_stored(tmp_path, settings):
    settings.RUN_PUBLISHER = f"{__name__}.unpublishable"
    before = counts()
    with pytest.raises(ZeroDivisionError):
        imported(tmp_path, FULL)
    assert counts() == before


def unpublishable(run):
    assert Evaluation.objects.filter(run=run).count() == 1
    raise ZeroDivisionError


def test_batches_are_no_bounds(tmp_path, monkeypatch):
    monkeypatch.setattr("experiments.imports.storing.BATCH_LINES", 3)
    run = imported_run(tmp_path, *grid(tasks=4, a=passing(), b=passing(1)))
    assert Attempt.objects.filter(run=run).count() == 8
    assert Validation.objects.filter(run=run, status="failed").count() == 1


def test_an_interrupted_import_has_stored_nothing(tmp_path, capsys, settings):
    settings.RUN_PUBLISHER = f"{__name__}.interrupting"
    before = counts()
    assert commanded(write(tmp_path, FULL), *WANTED) == 130
    assert "Nothing was stored" in capsys.readouterr().err
    assert counts() == before


def interrupting(run):
    raise KeyboardInterrupt


def test_ragged_results_are_told_as_they_are(tmp_path):
    """Arm b lacks a task, a cost and any latency; nobody judged."""
    run = imported_run(
        tmp_path,
        *(result("a", f"t{n}", cost_usd="0.5", latency_ms=100) for n in range(3)),
        *(result("b", f"t{n}") for n in range(2)),
    )
    boards = summary_of(run)["leaderboards"]
    for name in ("latency", "cost"):
        first, last = boards[name]["entries"]
        assert (first["arm"], first["n_scored"]) == ("a", 3)
        assert (last["arm"], last["estimate"], last["rank"]) == ("b", None, None)
    assert all(entry["estimate"] is None for entry in boards["evaluator"]["entries"])
    (pair,) = summary_of(run)["pairwise"]["cost"]
    assert (pair["verdict"], pair["tasks_only_a"]) == ("no_data", ["t2"])


def test_latencies_that_were_measured_elsewhere_are_said_to_be(tmp_path):
    timed = summary_of(imported_run(tmp_path, FULL))["leaderboards"]
    untimed = summary_of(imported_run(tmp_path, result()))["leaderboards"]
    (flag,) = timed["latency"]["flags"]
    assert (flag["code"], flag["observed"]) == ("measured_elsewhere", 1)
    assert [untimed["latency"]["flags"], timed["cost"]["flags"]] == [[], []]
    assert summary_of(published_run())["leaderboards"]["latency"]["flags"] == []


def test_costs_are_summed_as_they_were_written(tmp_path):
    imported(tmp_path, *(result(task=f"t{n}", cost_usd="0.1") for n in range(3)))
    assert set(Attempt.objects.values_list("cost_usd", flat=True)) == {Decimal("0.1")}


def test_an_import_beside_a_task_set_of_the_same_name_leaves_it_alone(tmp_path):
    imported(tmp_path, FULL)
    experiment = Experiment.objects.get()
    real = TaskSet.objects.create(
        organization=Organization.objects.get(), name="outside", version=9, digest="x", n_tasks=1
    )
    Experiment.objects.update(task_set=real)
    run = imported_run(tmp_path, FULL, FAILED)
    experiment.refresh_from_db()
    assert (experiment.task_set, run.task_set.version) == (real, 10)


def test_the_same_attempts_of_another_judge_come_out_as_a_comparison(tmp_path, capsys):
    files = [
        write(
            tmp_path,
            *(
                result("a", f"t{n}", output=f"answer {n}", evaluation=evaluation(score + n / 10))
                for n in range(4)
            ),
            name=f"{score}.jsonl",
        )
        for score in (0.1, 0.4)
    ]
    outputs = [tmp_path / "one", tmp_path / "two"]
    for file, output, judge in zip(files, outputs, ("strict", "mild"), strict=True):
        assert commanded(file, *WANTED, "--judge", judge, "--output", output) == 0
    said = capsys.readouterr().out
    assert not (outputs[0] / "comparison.json").exists()
    found = json.loads((outputs[1] / "comparison.json").read_text())
    assert (found["old_profile"]["name"], found["new_profile"]["name"]) == ("strict", "mild")
    assert found["n_paired"] == 4
    assert found["per_attribute"]["quality"]["mean_shift"] == pytest.approx(0.3)
    assert found["seal"]["number"] == 1
    assert "strict → mild" in said
    assert commanded(files[1], *WANTED, "--judge", "mild", "--output", tmp_path / "three") == 0
    again = json.loads((tmp_path / "three" / "comparison.json").read_text())
    assert again == found


def test_the_file_is_read_once(tmp_path):
    """What is stored is what was checked: a file that changes meanwhile is not looked at again."""
    path = write(tmp_path, FULL)
    with importing.TemporaryFile() as kept:
        importing._read(path, keep=kept)
        path.write_bytes(b"{")
        kept.seek(0)
        assert json.loads(kept.read()) == FULL
