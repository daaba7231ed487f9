"""From a model's text to the files as they would be: one function per kind of answer.

Each returns a Proposal or raises Unusable; `tree` is the base with the change applied.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from experiments.artifacts import blocks, unified, worktree
from experiments.artifacts import lines as text_lines
from experiments.artifacts.contract import AnswerKind, AnswerSpec, ArtifactFormat
from experiments.artifacts.errors import NothingFound, Unusable
from experiments.artifacts.fences import Fence, fences
from experiments.artifacts.naming import path_in_comment, path_in_info, path_in_line
from experiments.artifacts.paths import UnsafePath, blocked_by, safe_path
from experiments.artifacts.scope import Scope, ends_openly, is_cut, scope
from experiments.artifacts.sections import Section, line_ends, section

_NOT_A_FILE = {"bash", "sh", "shell", "console", "text", "output", "diff", "patch", "udiff"}
_LENIENT = ("--recount", "-C1", "--ignore-whitespace")
PLAIN = "git apply"
MAX_FILES = 500
MAX_HUNKS = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A found change. `tree` is None, and `warnings` say why, where it does not apply."""

    format: ArtifactFormat
    tree: Mapping[str, str] | None
    method: str | None = None
    warnings: tuple[str, ...] = ()


def propose(text: str, *, base: Mapping[str, str], answer: AnswerSpec) -> Proposal:
    """Read the answer in the way the task asks for. Raises NothingFound."""
    if answer.kind is AnswerKind.PATCH:
        return _patch(text, base)
    path = safe_path(answer.path or "")
    found = fences(text)
    content = found[0].content if found else text
    if answer.kind is AnswerKind.APPEND:
        content = base.get(path, "") + content
    return _tried(
        ArtifactFormat.WHOLE_FILE,
        lambda: _whole_files({path: content}, base, method=str(answer.kind)),
    )


def _tried(form: ArtifactFormat, make: Callable[[], Proposal]) -> Proposal:
    try:
        return make()
    except Unusable as error:
        return Proposal(format=form, tree=None, warnings=(str(error),))


def _patch(text: str, base: Mapping[str, str]) -> Proposal:
    seen = scope(text)
    lines = seen.lines
    found = unified.find(lines)
    marker = blocks.first_marker(lines)
    if marker is not None and (found is None or marker < found.first):
        return _tried(ArtifactFormat.SEARCH_REPLACE, lambda: _search_replace(lines, base))
    if found is None and len(base) == 1:
        found = unified.find_bare(lines)
    if found is not None:
        return _tried(ArtifactFormat.UNIFIED, lambda: _unified(found, base, seen=seen))
    fenced = fences("\n".join(lines))
    return _tried(ArtifactFormat.WHOLE_FILE, lambda: _files(fenced, base))


def _unified(found: unified.Found, base: Mapping[str, str], *, seen: Scope) -> Proposal:
    _refuse_many(len(found.parts))
    if sum(len(part.hunks) for part in found.parts) > MAX_HUNKS:
        raise Unusable(f"the diff has more than {MAX_HUNKS} hunks")
    # A model may show the same part twice, in its explanation and as its answer.
    sections = [section(part, base) for part in dict.fromkeys(found.parts)]
    hunk = _last_hunk(found)
    last = sections[-1]
    if hunk and hunk.short and _is_cut_off(hunk, found=found, seen=seen, last=last, base=base):
        raise Unusable("the diff ends before its last hunk is complete")
    hunks = [hunk for part in sections for hunk in part.hunks]
    notes = ["hunk counts were corrected"] if any(hunk.recounted for hunk in hunks) else []
    if any(hunk.signed for hunk in hunks):
        notes.append("lines of context that had lost their space were given it back")
    if any(hunk.old_start is None for hunk in hunks):
        notes.append("a hunk without line numbers was placed by its lines")
    method, changed = _applied(sections, base)
    touched = {path for part in sections for path in (part.old, part.new) if path}
    tree = {path: text for path, text in base.items() if path not in touched} | changed
    if method != PLAIN:
        notes.append("applied with less context, white space ignored")
    return Proposal(format=ArtifactFormat.UNIFIED, tree=tree, method=method, warnings=tuple(notes))


def _last_hunk(found: unified.Found) -> unified.Hunk | None:
    hunks = found.parts[-1].hunks
    return hunks[-1] if hunks else None


def _is_cut_off(
    hunk: unified.Hunk,
    *,
    found: unified.Found,
    seen: Scope,
    last: Section,
    base: Mapping[str, str],
) -> bool:
    """Whether a hunk with fewer lines than it counts was cut, and not just counted badly: models
    end an answer without a line feed, but not within a line of the file or after an addition."""
    if is_cut(seen, found):
        return True
    sign, line = hunk.lines[-1][0], hunk.lines[-1][1:].rstrip()
    known = map(str.rstrip, base.get(last.old or "", "").split("\n"))
    return ends_openly(seen, found) and (sign == "+" or line not in known)


def _applied(sections: list[Section], base: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The rung of the ladder that held, and the texts it left. Raises Unusable."""
    paths = sorted({path for part in sections for path in (part.old, part.new) if path})
    files = {path: base[path] for path in paths if path in base}
    reason = ""
    for options in _rungs(sections):
        patch = "".join(
            part.render(crlf=line_ends(files.get(part.old or "", "")) if options else None)
            for part in sections
        )
        try:
            changed = worktree.apply(patch, files, paths=paths, options=options)
        except worktree.GitFailed as error:
            reason = reason or str(error)
            continue
        return " ".join((PLAIN, *options)), changed
    raise Unusable(f"the patch does not apply: {reason}")


def _rungs(sections: list[Section]) -> list[tuple[str, ...]]:
    rungs: list[tuple[str, ...]] = [(), _LENIENT]
    if all(hunk.count(" -") for part in sections for hunk in part.hunks):
        # Little context at an end of a hunk ties it to that end of the file, unless git is told
        # otherwise; without any old line that would put it just anywhere.
        rungs.append((*_LENIENT, "--unidiff-zero"))
    return rungs


def _search_replace(lines: list[str], base: Mapping[str, str]) -> Proposal:
    tree = dict(base)
    for number, block in enumerate(blocks.find(lines, base), start=1):
        path = _checked(block.path or _only_path(base), tree)
        before = tree.get(path, "")
        after = blocks.replaced(text_lines.to_lf(before), block)
        if after is None:
            raise Unusable(f"the SEARCH of block {number} is not in {path}")
        tree[path] = text_lines.to_crlf(after) if text_lines.is_crlf(before) else after
    return Proposal(format=ArtifactFormat.SEARCH_REPLACE, tree=tree, method="search_replace")


def _files(found: list[Fence], base: Mapping[str, str]) -> Proposal:
    """Whole files: the blocks that a path stands at, or the plain one for the only file."""
    named = {path: fence for fence in found if (path := _path_of(fence, base))}
    if not named and len(base) == 1:
        plain = (fence for fence in found if _language(fence) not in _NOT_A_FILE)
        named = {path: fence for path, fence in zip(base, plain, strict=False)}
    if not named:
        raise NothingFound(_nothing(found))
    if not all(fence.closed for fence in named.values()):
        raise Unusable("the answer ends within a file")
    return _whole_files(
        {path: fence.content for path, fence in named.items()}, base, method="whole_file"
    )


def _whole_files(new: Mapping[str, str], base: Mapping[str, str], *, method: str) -> Proposal:
    _refuse_many(len(new))
    tree = dict(base)
    for raw, content in new.items():
        path = _checked(raw, tree)
        if text_lines.is_crlf(tree.get(path, "")):
            content = text_lines.to_crlf(content)
        tree[path] = content
    return Proposal(format=ArtifactFormat.WHOLE_FILE, tree=tree, method=method)


def _path_of(fence: Fence, base: Mapping[str, str]) -> str | None:
    path = path_in_info(fence.info, base)
    if path is not None or _language(fence) in _NOT_A_FILE:
        return path
    return path_in_line(fence.before, base) or path_in_comment(fence.content, base)


def _language(fence: Fence) -> str:
    return fence.info.partition(" ")[0].lower()


def _nothing(found: list[Fence]) -> str:
    if not found:
        return "the answer holds no diff, no SEARCH/REPLACE block and no fenced file"
    return "no fenced block of the answer names one of the task's files"


def _checked(raw: str, tree: Mapping[str, str]) -> str:
    try:
        path = safe_path(raw)
    except UnsafePath as error:
        raise Unusable(str(error)) from None
    if path not in tree and (other := blocked_by(path, tree)) is not None:
        raise Unusable(f"{path} cannot stand beside {other}")
    return path


def _refuse_many(count: int) -> None:
    if count > MAX_FILES:
        raise Unusable(f"the answer changes more than {MAX_FILES} files")


def _only_path(base: Mapping[str, str]) -> str:
    if len(base) != 1:
        raise Unusable("a SEARCH/REPLACE block names no file")
    return next(iter(base))
