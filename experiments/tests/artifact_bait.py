"""Texts that lead a careless reader of patches back over what it has read, of any size."""

from collections.abc import Callable, Mapping
from itertools import count

BASE = {"x.py": "a\nb\nc\n" * 100}
_NAMES = "--- a/x.py\n+++ b/x.py\n"


def _filled(pattern: str, head: str = "") -> Callable[[int], str]:
    return lambda size: head + pattern * ((size - len(head)) // len(pattern))


def _between(head: str, pattern: str, tail: str) -> Callable[[int], str]:
    return lambda size: head + pattern * (size // len(pattern)) + tail


def _many_files(size: int) -> str:
    parts = (f"```f{number}.py\na\n```\n" for number in count())
    lengths = iter(range(0, size, 18))
    return "".join(part for part, _ in zip(parts, lengths, strict=False))


BAIT: Mapping[str, Callable[[int], str]] = {
    "hunk headers": _filled("@@ -1"),
    "hunk header lines": _filled("@@ -1\n", _NAMES),
    "hunks": _filled("@@ -1 +1 @@\n-a\n+a\n", _NAMES),
    "hunks with large counts": _filled("@@ -1,99999 +1,99999 @@\n+x\n", _NAMES),
    "long numbers": _filled("9", _NAMES + "@@ -1"),
    "file headers": _filled(_NAMES + "@@ -1 +1 @@\n-a\n+b\n"),
    "names alone": _filled(_NAMES),
    "git headers": _filled("diff --git a/x b/x\nnew file mode 100644\n"),
    "one git header": _filled("a ", "diff --git "),
    "binary": _filled("Binary files a ", "diff --git a/x b/x\n"),
    "added lines": _filled("+a\n", _NAMES + "@@ -1,3 +1,3 @@\n"),
    "context lines": _filled(" a\n", _NAMES + "@@ -1,3 +1,3 @@\n"),
    "backslashes": _filled("\\\n", _NAMES + "@@ -1,3 +1,3 @@\n+a\n"),
    "blank lines in a hunk": _filled("\n", _NAMES + "@@ -1,3 +1,3 @@\n+x\n"),
    "signatures": _filled("-- \n2.39\n", _NAMES + "@@ -1,3 +1,3 @@\n"),
    "removed lines like names": _filled("--- x\n+++ y\n", _NAMES + "@@ -1,3 +1,3 @@\n"),
    "spaces": _filled(" "),
    "lines of spaces": _filled("          \n"),
    "spaces after a hunk header": _filled(" ", _NAMES + "@@ -1,3 +1,3 @@"),
    "line feeds": _filled("\n"),
    "carriage returns": _filled("\r\n"),
    "fence marks": _filled("```"),
    "fence lines": _filled("```\n"),
    "nested fences": _filled("```a\n"),
    "fences that never balance": _filled("```a\n```b\n```\n"),
    "tildes": _filled("~~~\n```\n"),
    "a long line of info": _filled("a=", "```"),
    "many files": _many_files,
    "search marks": _filled("<<<<<<< SEARCH\n"),
    "search and divider": _filled("<<<<<<< SEARCH\n=======\n"),
    "blocks": _filled("<<<<<<< SEARCH\na\n=======\na\n>>>>>>> REPLACE\n"),
    "blocks that add": _filled("<<<<<<< SEARCH\n=======\nz\n>>>>>>> REPLACE\n"),
    "long search": _between("<<<<<<< SEARCH\n", "a\n", "=======\n>>>>>>> REPLACE\n"),
    "many dividers": _between("<<<<<<< SEARCH\n", "=======\n", ">>>>>>> REPLACE\n"),
    "tags": _filled("<patch>\n"),
    "closing tags": _filled("</patch>\n", "<patch>\n"),
    "thoughts": _filled("<think>"),
    "backticks": _filled("`a"),
    "labels": _filled("file: file: "),
    "slashes": _filled("/a", "x"),
    "unstorable": _filled("\ud800\x00"),
    "quotes": _between('--- "a/', "\\303", '"\n+++ "b/x"\n@@ -1 +1 @@\n-a\n+b\n'),
}
FENCES = tuple(name for name in BAIT if "fence" in name)
