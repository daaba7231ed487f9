"""The normalised diff is what git itself writes in a repository, and what git and others read."""

import subprocess

import pytest
from unidiff import PatchSet

from experiments.artifacts import Change, FileChange
from experiments.artifacts.emitted import emit

LONG = "".join(f"line {number}\n" for number in range(20))
TREES = {
    "modified": ({"x.py": "a\nb\n"}, {"x.py": "a\nB\n"}),
    "added": ({"x.py": "a\n"}, {"x.py": "a\n", "d/n.py": "n\n"}),
    "added, empty": ({}, {"d/__init__.py": ""}),
    "deleted": ({"x.py": "a\n", "y.py": "b\n"}, {"y.py": "b\n"}),
    "deleted, empty": ({"x.py": ""}, {}),
    "renamed": ({"a/old.py": LONG}, {"b/new.py": LONG}),
    "renamed and changed": ({"old.py": LONG}, {"new.py": LONG.replace("line 7", "line seven")}),
    "no final newline": ({"x.py": "a\nb"}, {"x.py": "a\nb\n"}),
    "final newline lost": ({"x.py": "a\nb\n"}, {"x.py": "a\nb"}),
    "space in the name": ({"s p/q r.py": "a\n"}, {"s p/q r.py": "b\n"}),
    "letters beyond ASCII": ({"é/ü.py": "a\n"}, {"é/ü.py": "ß\n"}),
    "carriage returns": ({"x.py": "a\r\nb\r\n"}, {"x.py": "a\r\nB\r\n"}),
    "several": ({"x": "a\n", "y": "b\n", "z": LONG}, {"y": "B\n", "w": "c\n", "v": LONG}),
}


def git(*command, cwd, text=""):
    environment = {"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(cwd), "LC_ALL": "C"}
    done = subprocess.run(
        ["git", "-c", "core.quotePath=false", "-c", "core.autocrlf=false", *command],
        cwd=cwd,
        env={**environment, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"},
        input=text.encode(),
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


@pytest.fixture
def repository(tmp_path):
    git("init", "--quiet", cwd=tmp_path)

    def lay_out(files):
        for path in tmp_path.rglob("*"):
            if path.is_file() and ".git" not in path.parts:
                path.unlink()
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(text.encode())
        git("add", "--all", cwd=tmp_path)
        return tmp_path

    return lay_out


def files_of(root):
    return {
        str(path.relative_to(root)): path.read_bytes().decode()
        for path in root.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(root).parts
    }


@pytest.mark.parametrize("name", TREES)
def test_diff_is_what_git_writes_in_a_repository(name, repository):
    old, new = TREES[name]
    root = repository(old)
    before = git("write-tree", cwd=root).strip()
    after = git("-C", str(repository(new)), "write-tree", cwd=root).strip()

    assert emit(old, new)[0] == git("diff", "--abbrev=7", "--find-renames", before, after, cwd=root)


@pytest.mark.parametrize("name", TREES)
def test_git_applies_the_diff_in_a_repository(name, repository):
    old, new = TREES[name]
    root = repository(old)

    git("apply", "--index", "-", cwd=root, text=emit(old, new)[0])

    assert files_of(root) == new


@pytest.mark.parametrize("name", TREES)
def test_another_reader_counts_the_same_lines(name):
    diff, changes = emit(*TREES[name])
    read = PatchSet(diff)

    # It does not see files without lines.
    counted = {change.path: (change.added, change.removed) for change in changes}
    assert {file.path: (file.added, file.removed) for file in read}.items() <= counted.items()
    assert (read.added, read.removed) == tuple(map(sum, zip(*counted.values(), strict=True)))


def test_each_kind_of_change_is_told():
    old, new = TREES["several"]

    assert emit(old, new)[1] == (
        FileChange(path="v", old_path="z", change=Change.RENAMED, added=0, removed=0),
        FileChange(path="w", old_path=None, change=Change.ADDED, added=1, removed=0),
        FileChange(path="x", old_path="x", change=Change.DELETED, added=0, removed=1),
        FileChange(path="y", old_path="y", change=Change.MODIFIED, added=1, removed=1),
    )


def test_equal_trees_have_no_diff():
    assert emit({"x": "a\n"}, {"x": "a\n"}) == ("", ())


def test_configuration_of_the_operator_does_not_matter(monkeypatch, tmp_path):
    (tmp_path / ".gitconfig").write_text(
        "[diff]\n\tnoprefix = true\n\tcontext = 0\n\talgorithm = patience\n[color]\n\tui = always\n"
    )
    expected = emit(*TREES["several"])
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_DIR", str(tmp_path))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")

    assert emit(*TREES["several"]) == expected
