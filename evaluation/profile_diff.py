"""Two versions of a profile side by side: their fields, and how their texts differ. Pure."""

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

CONTEXT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPair:
    name: str
    old: str
    new: str

    @property
    def changed(self) -> bool:
        return self.old != self.new


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffLine:
    """`kind`: plus, minus, hunk or same."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDiff:
    """Without lines the texts are alike."""

    title: str
    lines: tuple[DiffLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileDiff:
    fields: tuple[FieldPair, ...]
    texts: tuple[TextDiff, ...]


def compare(old: Any, new: Any) -> ProfileDiff:
    """Anything with the attributes of an EvaluatorProfile."""
    before, after = _fields(old), _fields(new)
    return ProfileDiff(
        fields=tuple(FieldPair(name=name, old=before[name], new=after[name]) for name in before),
        texts=(
            _text_diff("Rubric", old.rubric.text, new.rubric.text),
            _text_diff("Prompt template", old.prompt_template.text, new.prompt_template.text),
        ),
    )


def _fields(profile: Any) -> dict[str, str]:
    return {
        "Name and version": str(profile),
        "Digest": profile.digest,
        "Provider": profile.provider,
        "Connection": profile.connection.name if profile.connection else "deleted",
        "Model": profile.model,
        "Parameters": json.dumps(profile.parameters, sort_keys=True, ensure_ascii=False),
        "Structured output": "yes" if profile.structured_output else "no",
        "Rubric": f"{profile.rubric.version} ({profile.rubric.digest})",
        "Prompt template": f"{profile.prompt_template.version} ({profile.prompt_template.digest})",
        "Parser": profile.parser_version,
    }


def _text_diff(title: str, old: str, new: str) -> TextDiff:
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), n=CONTEXT, lineterm="")
    return TextDiff(title=title, lines=tuple(_lines(lines)))


def _lines(diff: Iterator[str]) -> Iterator[DiffLine]:
    """Without the two lines of file names at the top."""
    kinds = {"+": "plus", "-": "minus", "@": "hunk"}
    for number, line in enumerate(diff):
        if number > 1:
            yield DiffLine(kind=kinds.get(line[:1], "same"), text=line)
