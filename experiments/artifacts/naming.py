"""Finds the file that a line of prose, a heading or a fence means. Pure."""

import re
from collections.abc import Container

MAX_LINE = 300
_LABEL = re.compile(r"(?:file ?name|file ?path|file|path|title|new file)\s*[:=]\s*", re.IGNORECASE)
_LANGUAGE = re.compile(r"[\w+#-]{1,20}:(?=[\w./-])")
_PATH = re.compile(r"[\w.@+/~-]{1,300}\Z")
_EXTENSION = re.compile(r"\.[A-Za-z]\w{0,9}\Z")
_QUOTED = re.compile(r"`([^`\s]{1,200})`")
_AROUND = "#*`:'\"()[]{}<>, \t\r"


def path_in_line(line: str, known: Container[str]) -> str | None:
    """The path that the line consists of, or else the first known one that it quotes."""
    if not line or len(line) > MAX_LINE:
        return None
    bare = _bare(line)
    if bare in known or _looks_like_path(bare):
        return bare
    return next((name for name in _QUOTED.findall(line) if name in known), None)


def path_in_info(info: str, known: Container[str]) -> str | None:
    """The path in the info string of a fence: ```` ```python src/x.py ````, `py:x.py`, `path=…`."""
    for word in info[:MAX_LINE].split():
        bare = _bare(_LANGUAGE.sub("", word, count=1))
        if bare in known or _looks_like_path(bare):
            return bare
    return None


def path_in_comment(content: str, known: Container[str]) -> str | None:
    """A known path that the first line of a block consists of, as a comment."""
    line = content[:MAX_LINE].partition("\n")[0].strip()
    if not line.startswith(("#", "//", "--", "/*", "<!--", ";")):
        return None
    bare = _bare(line.strip("#/-*<!>; "))
    return bare if bare in known else None


def _bare(line: str) -> str:
    text = _LABEL.sub("", line.strip(_AROUND), count=1) if ":" in line or "=" in line else line
    return text.strip(_AROUND).removeprefix("./")


def _looks_like_path(text: str) -> bool:
    if not _PATH.match(text):
        return False
    return "/" in text.strip("/") or _EXTENSION.search(text) is not None
