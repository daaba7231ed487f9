"""A model cannot name what is outside the task's files, whatever way it writes the name."""

import pytest

from experiments.artifacts import AnswerKind, AnswerSpec, normalise
from experiments.artifacts.paths import UnsafePath, safe_path

BASE = {"x.txt": "a\n", "src/y.txt": "b\n"}
UNSAFE = [
    "../x.txt",
    "../../etc/passwd",
    "src/../../x.txt",
    "src/..",
    "/etc/passwd",
    "//etc/passwd",
    "~/x.txt",
    "~root/x",
    ".git/config",
    "src/.GIT/hooks/pre-commit",
    ".git /x",
    ".git./x",
    "GIT~1/x",
    "a\\b.txt",
    "..\\x.txt",
    "C:/x.txt",
    "C:x.txt",
    "x\x00.txt",
    "x\n.txt",
    "x\ty.txt",
    'x".txt',
    "x\ud800.txt",
    "src//x.txt",
    "",
    ".",
    "src/",
    "\u2025/x",
    "\uff0e\uff0e/x",
    "src/\u2024\u2024/x",
    "src\uff0f..\uff0f..\uff0fx",
    "\uff0fetc/passwd",
    "\uff5e/x",
    "\uff23\uff1a/x",
    "a\uff3cb",
    "..\u200b/x",
    "..\ufe0f/x",
    ".g\u200cit/config",
    "\uff0egit/config",
    "x\u202etxt.py",
    "x\u2028y",
    "x" * 256,
    "d/" * 250 + "x",
]


@pytest.mark.parametrize("path", UNSAFE, ids=ascii)
def test_unsafe_path_is_refused(path):
    with pytest.raises(UnsafePath):
        safe_path(path)


@pytest.mark.parametrize(
    "path", ["x", "a/b c.py", ".github/ci.yml", "é.md", "a..b", ".gitignore", "ﬁ.txt", "語/é.py"]
)
def test_ordinary_path_is_kept(path):
    assert safe_path(path) == path


def test_leading_dot_is_dropped():
    assert safe_path("./src/x.py") == "src/x.py"


def answers(path):
    names = f"--- a/{path}\n+++ b/{path}\n"
    yield f"--- /dev/null\n+++ b/{path}\n@@ -0,0 +1 @@\n+evil\n"
    yield f"--- /dev/null\n+++ {path}\n@@ -0,0 +1 @@\n+evil\n"
    yield f"diff --git a/{path} b/{path}\nnew file mode 100644\n{names}@@ -0,0 +1 @@\n+evil\n"
    yield f"diff --git a/x.txt b/{path}\nrename from x.txt\nrename to {path}\n"
    yield f"{names}@@ -1 +1 @@\n-a\n+evil\n"
    yield f"{path}\n<<<<<<< SEARCH\n=======\nevil\n>>>>>>> REPLACE\n"
    yield f"{path}\n```\nevil\n```\n"
    yield f"```text {path}\nevil\n```\n"


@pytest.mark.parametrize("path", UNSAFE, ids=ascii)
def test_no_answer_writes_to_an_unsafe_path(path):
    for text in answers(path):
        artifact = normalise(text, files=BASE, answer=AnswerSpec())

        # What looks like another, ordinary name is a file of that name in the tree; no more.
        assert all(safe_path(name) == name for name in artifact.tree)
        assert set(BASE) - {"x.txt"} <= set(artifact.tree)
        assert artifact.applies or artifact.warnings


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", ".git/config"])
def test_refusal_names_the_path(path):
    for text in list(answers(path))[2:6]:
        artifact = normalise(text, files=BASE, answer=AnswerSpec())

        assert artifact.applies is False
        assert artifact.diff == ""
        assert path in artifact.warnings[-1] or path.lstrip("/") in artifact.warnings[-1]


@pytest.mark.parametrize("mode", ["120000", "160000"])
@pytest.mark.parametrize(
    "header",
    [
        "new file mode {mode}\n--- /dev/null\n+++ b/link\n@@ -0,0 +1 @@\n+/etc/passwd\n",
        "new file mode {mode}\nindex 0000000..1111111\n--- /dev/null\n+++ b/link\n"
        "@@ -0,0 +1 @@\n+/etc/passwd\n\\ No newline at end of file\n",
        "old mode 100644\nnew mode {mode}\n",
        "index 1111111..2222222 {mode}\n--- a/link\n+++ b/link\n@@ -1 +1 @@\n-a\n+b\n",
    ],
)
def test_link_or_submodule_is_refused(mode, header):
    text = "diff --git a/link b/link\n" + header.format(mode=mode)

    artifact = normalise(text, files={**BASE, "link": "a\n"}, answer=AnswerSpec())

    assert artifact.applies is False
    assert "symbolic links" in artifact.warnings[-1]


@pytest.mark.parametrize(
    "text", ["x.txt/y\n```\na\n```\n", "src\n```src\na\n```\nsrc/y.txt/z\n```\n```\n"]
)
def test_file_cannot_stand_where_a_folder_is(text):
    artifact = normalise(text, files=BASE, answer=AnswerSpec())

    assert artifact.applies is not True
    assert artifact.warnings


def test_git_takes_no_orders_from_attributes_in_the_tree():
    files = {".gitattributes": "* binary eol=crlf\n* filter=evil diff=evil\n", "x.txt": "a\nb\n"}
    text = "--- a/x.txt\n+++ b/x.txt\n@@ -1,2 +1,2 @@\n-a\n+A\n b\n"

    artifact = normalise(text, files=files, answer=AnswerSpec())

    assert artifact.tree == {**files, "x.txt": "A\nb\n"}
    assert "+A\n" in artifact.diff


def test_unsafe_answer_path_of_a_task_gives_no_artifact():
    answer = AnswerSpec(kind=AnswerKind.FILE, path="../x")

    assert normalise("text", files=BASE, answer=answer).applies is None


@pytest.mark.parametrize(
    "raw",
    [
        "patch",
        {"kind": "files"},
        {"kind": "file"},
        {"kind": "append", "path": "../x"},
        {"kind": "patch", "path": "x"},
        {"kind": "file", "path": "x", "mode": 1},
        {"kind": ["file"], "path": "x"},
    ],
)
def test_answer_of_a_task_is_read_strictly(raw):
    with pytest.raises(ValueError, match=r"^answer"):
        AnswerSpec.parse(raw)


def test_answer_defaults_to_a_patch():
    assert AnswerSpec.parse(None) == AnswerSpec(kind=AnswerKind.PATCH)
    assert AnswerSpec.parse({"kind": "append", "path": "./x"}).path == "x"
