"""Changes to a handful of files, written in the ways that models write them. Pure."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher, unified_diff

Files = Mapping[str, str]

_CONTEXT = 3


def git_diff(base: Files, changed: Files) -> str:
    """What `git diff` would print for the `changed` files ({path: new text}); '' for no change."""
    sections = (_section(path, base.get(path), text) for path, text in sorted(changed.items()))
    return "".join(sections)


def _section(path: str, before: str | None, after: str) -> str:
    if before == after:
        return ""
    head = f"diff --git a/{path} b/{path}\n"
    if before is None:
        head += "new file mode 100644\n"
    old_name = "/dev/null" if before is None else f"a/{path}"
    old, new = (before or "").splitlines(keepends=True), after.splitlines(keepends=True)
    return head + "".join(unified_diff(old, new, old_name, f"b/{path}", n=_CONTEXT))


def search_replace(base: Files, changed: Files) -> str:
    """SEARCH/REPLACE blocks, each under its path. The SEARCH of a new file is empty."""
    blocks = (
        f"{path}\n<<<<<<< SEARCH\n{old}=======\n{new}>>>>>>> REPLACE\n"
        for path, text in sorted(changed.items())
        for old, new in replacements(base.get(path, ""), text)
    )
    return "\n".join(blocks)


def replacements(before: str, after: str) -> list[tuple[str, str]]:
    """(old, new) stretches of whole lines, each old one unique in `before`."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    context = 1
    while True:
        found = list(_stretches(old, new, context))
        if context >= len(old) or all(before.count(stretch) == 1 for stretch, _ in found):
            return found
        context += 1


def _stretches(old: list[str], new: list[str], context: int) -> Iterator[tuple[str, str]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for group in matcher.get_grouped_opcodes(context):
        _, old_start, _, new_start, _ = group[0]
        _, _, old_end, _, new_end = group[-1]
        yield "".join(old[old_start:old_end]), "".join(new[new_start:new_end])


def whole_files(changed: Files) -> str:
    """Each file under its path, in a fence."""
    return "\n".join(f"`{path}`\n{fenced(text)}" for path, text in sorted(changed.items()))


def fenced(text: str, language: str = "python") -> str:
    return f"```{language}\n{text}```\n"
