"""An answer whose base is not known, as one normalised diff. Pure: git has nothing to work on.

A unified diff is read and written anew as it would be before it is applied: names checked, counts
those of its lines. What is no diff by itself (SEARCH/REPLACE blocks, whole files) says so.
"""

import hashlib

from experiments.artifacts import blocks, unified
from experiments.artifacts.contract import Artifact, ArtifactFormat, Change, FileChange
from experiments.artifacts.errors import Unusable
from experiments.artifacts.fences import fences
from experiments.artifacts.normalise import MAX_CHARACTERS
from experiments.artifacts.propose import MAX_FILES, MAX_HUNKS
from experiments.artifacts.scope import Scope, is_cut, scope
from experiments.artifacts.sections import Section, section_alone
from providers.text import storable

NEEDS_BASE = "without the task's files this cannot be made a diff"


def normalise_unbased(text: str) -> Artifact:
    """The change that the text proposes to files that nobody knows here. Every text is accepted.

    `applies` is None, since nothing was tried; `warnings` say why there is no diff, if there is
    none.
    """
    if len(text) > MAX_CHARACTERS:
        reason = f"the answer is longer than {MAX_CHARACTERS} characters and was not read"
        return Artifact(format=ArtifactFormat.NONE, warnings=(reason,))
    seen = scope(storable(text))
    found = unified.find(seen.lines)
    marker = blocks.first_marker(seen.lines)
    if marker is not None and (found is None or marker < found.first):
        return Artifact(format=ArtifactFormat.SEARCH_REPLACE, warnings=(NEEDS_BASE,))
    if found is not None:
        return _unified(found, seen=seen)
    if fences("\n".join(seen.lines)):
        return Artifact(format=ArtifactFormat.WHOLE_FILE, warnings=(NEEDS_BASE,))
    reason = "the answer holds no diff, no SEARCH/REPLACE block and no fenced file"
    return Artifact(format=ArtifactFormat.NONE, warnings=(reason,))


def _unified(found: unified.Found, *, seen: Scope) -> Artifact:
    try:
        sections = _sections(found, seen=seen)
    except Unusable as error:
        return Artifact(format=ArtifactFormat.UNIFIED, warnings=(str(error),))
    diff = "".join(section.render() for section in sections)
    hunks = [hunk for section in sections for hunk in section.hunks]
    recounted = any(hunk.recounted for hunk in hunks)
    return Artifact(
        format=ArtifactFormat.UNIFIED,
        diff=diff,
        diff_sha256=hashlib.sha256(diff.encode("utf-8")).hexdigest(),
        files=tuple(_change(section) for section in sections),
        warnings=("hunk counts were corrected",) if recounted else (),
    )


def _sections(found: unified.Found, *, seen: Scope) -> list[Section]:
    """Raises Unusable."""
    if len(found.parts) > MAX_FILES:
        raise Unusable(f"the answer changes more than {MAX_FILES} files")
    hunks = [hunk for part in found.parts for hunk in part.hunks]
    if len(hunks) > MAX_HUNKS:
        raise Unusable(f"the diff has more than {MAX_HUNKS} hunks")
    if any(hunk.old_start is None for hunk in hunks):
        raise Unusable("a hunk has no line numbers, and there is no file to find its place in")
    if hunks and hunks[-1].short and is_cut(seen, found):
        raise Unusable("the diff ends before its last hunk is complete")
    return [section_alone(part) for part in dict.fromkeys(found.parts)]


def _change(section: Section) -> FileChange:
    old, new = section.old, section.new
    path = new or old
    assert path is not None
    if old is None:
        change = Change.ADDED
    elif new is None:
        change = Change.DELETED
    else:
        change = Change.MODIFIED if old == new else Change.RENAMED
    return FileChange(
        path=path,
        old_path=old,
        change=change,
        added=sum(hunk.count("+") for hunk in section.hunks),
        removed=sum(hunk.count("-") for hunk in section.hunks),
    )
