"""Prompt templates: named variables in double braces, put in once, verbatim. Pure.

There is no code in a template, and what is put in is never read as a template again.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

_VARIABLE = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")
SHOWN = 60  # characters of what is wrong, in the sentence about it

TASK_VARIABLES = ("prompt", "files", "answer_format")
ANSWER_FORMATS = {
    "patch": (
        "Answer with one unified diff against the files above, in a fenced code block that"
        " starts with ```diff. Paths start with a/ and b/."
    ),
    "file": "Answer with the whole new content of {path} in one fenced code block.",
    "append": "Answer with the text that continues {path}, in one fenced code block.",
}


class UnknownVariable(ValueError):
    """A template names something that is not on offer."""


def check_template(template: str, *, allowed: Collection[str]) -> None:
    """Raises UnknownVariable where a pair of braces is not one of the allowed variables."""
    for braces in _in_braces(template):
        match = _VARIABLE.fullmatch(braces)
        if match is None or match[1] not in allowed:
            offer = ", ".join(f"{{{{ {name} }}}}" for name in allowed)
            raise UnknownVariable(f"{_shortened(braces)} is unknown here; use {offer}")


def variables_of(template: str) -> frozenset[str]:
    """The names that stand in double braces."""
    return frozenset(_VARIABLE.findall(template))


def without_variables(template: str) -> str:
    """The template's own text."""
    return _VARIABLE.sub("", template)


def render(template: str, values: Mapping[str, str]) -> str:
    """Put the values in. Raises UnknownVariable where the template names another."""
    check_template(template, allowed=values.keys())
    return _VARIABLE.sub(lambda match: values[match[1]], template)


def render_task_prompt(task: Any, *, template: str | None) -> str:
    """The prompt that an arm is sent for a task (anything with prompt, files and answer).

    Without a template: the prompt, the files and how to answer, one after the other.
    """
    values = {
        "prompt": task.prompt,
        "files": show_files(task.files),
        "answer_format": answer_format(task.answer),
    }
    if template:
        return render(template, values)
    return "\n\n".join(part for part in values.values() if part)


def shape_of(template: str | None) -> tuple[int, frozenset[str]]:
    """Of the prompts that are made with it: bytes apart from the task's own, and which of the
    task's texts (prompt, files) they show."""
    longest = max(len(text) for text in ANSWER_FORMATS.values())
    if not template:
        return longest + len("\n\n") * 2, frozenset({"prompt", "files"})
    shows = variables_of(template)
    around = len(template.encode()) + (longest if "answer_format" in shows else 0)
    return around, shows & {"prompt", "files"}


def show_files(files: Mapping[str, str]) -> str:
    """Each file under its path, in a fence longer than any run of back-ticks inside it."""
    return "\n\n".join(f"{path}\n{_fenced(text)}" for path, text in sorted(files.items()))


def answer_format(answer: Mapping[str, Any]) -> str:
    kind = answer.get("kind", "patch")
    return ANSWER_FORMATS[kind].format(path=answer.get("path", ""))


def _in_braces(template: str) -> Iterator[str]:
    """What stands in double braces, variable or not. Each character is looked at once, also where
    nothing is ever closed."""
    start = template.find("{{")
    while start >= 0 and (end := template.find("}}", start + 2)) >= 0:
        yield template[start : end + 2]
        start = template.find("{{", end + 2)


def _shortened(braces: str) -> str:
    return braces if len(braces) <= SHOWN else f"{braces[:SHOWN]}…"


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}{'' if text.endswith(chr(10)) else chr(10)}{fence}"
