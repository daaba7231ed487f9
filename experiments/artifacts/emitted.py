"""The change between two trees, as git writes it, and what it does to each file."""

from collections.abc import Mapping

from experiments.artifacts import worktree
from experiments.artifacts.contract import Change, FileChange

_HEADER = "diff --git "


def emit(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, tuple[FileChange, ...]]:
    """The normalised diff, '' where the trees are equal, and its files. Raises GitFailed.

    A pure function of the two trees: the same change gives the same bytes."""
    paths = [path for path in {**old, **new} if old.get(path) != new.get(path)]
    if not paths:
        return "", ()
    text = worktree.diff(
        {path: old[path] for path in paths if path in old},
        {path: new[path] for path in paths if path in new},
    )
    lines = text.removesuffix("\n").split("\n")
    starts = [at for at, line in enumerate(lines) if line.startswith(_HEADER)]
    ends = [*starts[1:], len(lines)]
    parts = [_part(lines[start:end]) for start, end in zip(starts, ends, strict=True)]
    return "".join(part for part, _ in parts), tuple(change for _, change in parts)


def _part(lines: list[str]) -> tuple[str, FileChange]:
    """One file's part with the names that `git apply` expects, and its counts.

    Without a repository git names an added or deleted file by its one side twice
    (`diff --git b/x b/x`), and a renamed one with the prefix that `rename from` must not have."""
    first = next((at for at, line in enumerate(lines) if line.startswith("@@")), len(lines))
    header, body = lines[:first], lines[first:]
    old, new = _names(header)
    change = _change(header)
    header[0] = f"{_HEADER}a/{old} b/{new}"
    header = [
        line.replace("rename from a/", "rename from ").replace("rename to b/", "rename to ")
        if line.startswith("rename ")
        else line
        for line in header
    ]
    return "".join(line + "\n" for line in [*header, *body]), FileChange(
        path=new,
        old_path=None if change is Change.ADDED else old,
        change=change,
        added=sum(line.startswith("+") for line in body),
        removed=sum(line.startswith("-") for line in body),
    )


def _names(header: list[str]) -> tuple[str, str]:
    for line in header:
        if line.startswith("rename from "):
            old = line.removeprefix("rename from ").removeprefix("a/")
        elif line.startswith("rename to "):
            return old, line.removeprefix("rename to ").removeprefix("b/")
    # The same path twice, each with a prefix of two characters, and a space between.
    both = header[0].removeprefix(_HEADER)
    path = both[2 : len(both) // 2]
    return path, path


def _change(header: list[str]) -> Change:
    keys = {
        "new file": Change.ADDED,
        "deleted file": Change.DELETED,
        "rename from": Change.RENAMED,
    }
    found = (keys.get(" ".join(line.split(" ")[:2])) for line in header[1:4])
    return next((change for change in found if change), Change.MODIFIED)
