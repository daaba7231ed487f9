"""Every task of the demo holds what it promises: the tests tell right from wrong."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from providers.demo import catalogue
from providers.demo.catalogue import DemoTask
from providers.demo.patches import git_diff, replacements

TASKS = catalogue.tasks()
CORRECT = {"reference": True, "alternative": True, "wrong": False, "base": False}


def write_tree(root: Path, files) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


# Does what `python3 -S -m unittest ...` does, each in a fork: most of that is Python's start.
FORKS = """
import json, os, runpy, signal, sys, unittest
for tree, arguments in json.load(sys.stdin):
    if os.fork() == 0:
        signal.alarm(30)
        os.chdir(tree)
        os.dup2(os.open("said", os.O_WRONLY | os.O_CREAT), 2)
        sys.path[0], sys.argv = tree, arguments
        runpy.run_module("unittest", run_name="__main__", alter_sys=True)
    print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
"""


def planted(task: DemoTask, variant: str, root: Path) -> tuple[str, list[str]]:
    """The directory of a variant with the task's tests, and what these are run with."""
    tests = task.as_line()["validation"][1]
    write_tree(root, {**task.files, **task.variants.get(variant, {}), **tests["files"]})
    *python, module = tests["command"][:4]
    assert (python, module) == (["python3", "-S", "-m"], "unittest")
    return str(root), tests["command"][3:]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """{(key, variant): the tests passed}, each in a directory and a process of its own."""
    root = tmp_path_factory.mktemp("trees")
    cells = [(task, variant) for task in TASKS.values() for variant in ("base", *task.variants)]
    trees = [planted(task, variant, root / task.key / variant) for task, variant in cells]
    command = [sys.executable, "-S", "-B", "-c", FORKS]
    done = subprocess.run(command, input=json.dumps(trees), capture_output=True, text=True)
    codes = list(map(int, done.stdout.split()))
    empty = [tree for tree, _ in trees if "Ran 0 tests" in (Path(tree) / "said").read_text()]
    assert (done.returncode, empty) == (0, []), done.stderr
    return {
        (task.key, variant): code == 0 for (task, variant), code in zip(cells, codes, strict=True)
    }


def test_there_are_36_tasks():
    assert len(TASKS) == 36


def test_the_tests_of_a_task_tell_right_from_wrong(outcomes):
    surprises = {cell for cell, passed in outcomes.items() if passed is not CORRECT[cell[1]]}
    assert surprises == set()


def test_every_task_has_a_reference_and_a_wrong_fix():
    assert all({"reference", "wrong"} <= set(task.variants) for task in TASKS.values())


def test_reference_patches_apply_with_git(tmp_path):
    for task in TASKS.values():
        root = tmp_path / task.key
        write_tree(root, task.files)
        patch = task.as_line()["reference_patch"]
        # A repository around the tree would make git take the paths from its root.
        subprocess.run(
            ["git", "apply", "-"],
            cwd=root,
            input=patch,
            text=True,
            check=True,
            env={"PATH": "/usr/bin:/bin", "GIT_CEILING_DIRECTORIES": str(tmp_path)},
        )
        found = {
            path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
            for path in root.rglob("*.py")
        }
        assert found == {**task.files, **task.variants["reference"]}, task.key


def test_prompts_are_unique_and_none_contains_another():
    prompts = [task.prompt for task in TASKS.values()]
    for prompt in prompts:
        assert [other for other in prompts if prompt in other] == [prompt]
    assert len({task.title for task in TASKS.values()}) == len(prompts)


def test_variants_change_something_each_in_its_own_way():
    for task in TASKS.values():
        diffs = [git_diff(task.files, changed) for changed in task.variants.values()]
        assert "" not in diffs, task.key
        assert len(set(diffs)) == len(diffs), task.key
        for changed in task.variants.values():
            assert all(text != task.files.get(path) for path, text in changed.items()), task.key


def test_a_new_file_is_written_as_git_writes_it():
    assert git_diff({}, {"a.py": "x = 1\n"}) == (
        "diff --git a/a.py b/a.py\nnew file mode 100644\n"
        "--- /dev/null\n+++ b/a.py\n@@ -0,0 +1 @@\n+x = 1\n"
    )


def test_replacements_lead_from_the_old_to_the_new_text():
    for task in TASKS.values():
        for changed in task.variants.values():
            for path in set(changed) & set(task.files):
                text = task.files[path]
                for old, new in replacements(text, changed[path]):
                    assert text.count(old) == 1
                    text = text.replace(old, new)
                assert text == changed[path], (task.key, path)
