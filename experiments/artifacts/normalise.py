"""One answer in, one artifact out."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from experiments.artifacts import emitted, worktree
from experiments.artifacts.contract import AnswerSpec, Artifact, ArtifactFormat
from experiments.artifacts.errors import NothingFound
from experiments.artifacts.paths import UnsafePath, safe_path
from experiments.artifacts.propose import Proposal, propose
from providers.text import storable

MAX_CHARACTERS = 1024 * 1024


def normalise(output_text: str, *, files: Mapping[str, str], answer: AnswerSpec) -> Artifact:
    """The change that the answer proposes to `files` ({path: text}), as git writes it.

    Every text is accepted: one without a change gives format `none`, one whose change does not
    apply gives `applies` False, both with a warning that says why. Raises RuntimeError where git
    is missing. Runs git two to four times: about 10 ms, to be kept off an event loop."""
    base, warnings = _base(files)
    if len(output_text) > MAX_CHARACTERS:
        reason = f"the answer is longer than {MAX_CHARACTERS} characters and was not read"
        return _nothing(base, (*warnings, reason))
    try:
        proposal = propose(storable(output_text), base=base, answer=answer)
    except (NothingFound, UnsafePath) as error:
        return _nothing(base, (*warnings, str(error)))
    return _emit(replace(proposal, warnings=(*warnings, *proposal.warnings)), base)


def _emit(proposal: Proposal, base: Mapping[str, str]) -> Artifact:
    if proposal.tree is None:
        return _refused(proposal, base)
    try:
        diff, changes = emitted.emit(base, proposal.tree)
    except worktree.GitFailed as error:
        return _refused(replace(proposal, warnings=(*proposal.warnings, str(error))), base)
    if not changes:
        return _nothing(base, (*proposal.warnings, "the answer changes nothing"))
    return Artifact(
        format=proposal.format,
        diff=diff,
        diff_sha256=hashlib.sha256(diff.encode("utf-8")).hexdigest(),
        files=changes,
        applies=True,
        apply_method=proposal.method,
        warnings=proposal.warnings,
        tree=proposal.tree,
    )


def _nothing(base: Mapping[str, str], warnings: tuple[str, ...]) -> Artifact:
    return Artifact(format=ArtifactFormat.NONE, warnings=warnings, tree=base)


def _refused(proposal: Proposal, base: Mapping[str, str]) -> Artifact:
    return Artifact(format=proposal.format, applies=False, warnings=proposal.warnings, tree=base)


def _base(files: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The task's files as git can hold them, and a warning for each that cannot be used."""
    base: dict[str, str] = {}
    warnings: list[str] = []
    for path, text in files.items():
        try:
            base[safe_path(path)] = storable(text)
        except UnsafePath as error:
            warnings.append(f"a file of the task was left out: {error}")
    return base, tuple(warnings)
