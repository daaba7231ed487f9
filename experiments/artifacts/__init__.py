"""Turns the text that a model answered into one normalised git diff. Pure but for git itself.

    normalise(output_text, files={path: text}, answer=AnswerSpec(...)) -> Artifact

The way of an answer: `extract` finds what was proposed (a unified diff, SEARCH/REPLACE blocks,
whole files), `propose` turns it into new file texts, and `worktree` has git re-emit the change.
Where the files are not known, `normalise_unbased` writes a unified diff anew.
"""

from experiments.artifacts.contract import (
    AnswerKind,
    AnswerSpec,
    Artifact,
    ArtifactFormat,
    Change,
    FileChange,
)
from experiments.artifacts.normalise import normalise
from experiments.artifacts.unbased import normalise_unbased

__all__ = [
    "AnswerKind",
    "AnswerSpec",
    "Artifact",
    "ArtifactFormat",
    "Change",
    "FileChange",
    "normalise",
    "normalise_unbased",
]
