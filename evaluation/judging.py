"""The judge's prompt and the reading of its verdict. Pure, and strict: nothing is guessed."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from experiments.prompts import check_template, render, variables_of, without_variables
from organizations.strict import each_key_once
from providers.codes import ErrorCode

PARSER_VERSION = "1"
VARIABLES = ("task", "patch", "rubric", "boundary")
SCORES = ("quality", "risk", "confidence")
# For providers that hold an answer to a schema. Bounds are left out, since not all take them: the
# parser asks for them. The reasons come first, so that the scores follow from them.
VERDICT_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "rationale": {"type": "string"},
        **{name: {"type": "number"} for name in SCORES},
    },
    "required": ["rationale", *SCORES],
    "additionalProperties": False,
}
# What stands for the answer that is to be repaired: some models take no two turns of one side.
NO_VERDICT = "(An answer that was not one valid JSON object.)"
REPAIR = (
    "The answer to this was not one valid JSON object. Answer again with exactly one JSON object"
    ' {"quality": number, "risk": number, "confidence": number, "rationale": text}, each number'
    " from 0 to 1, and nothing else."
)
_STRAY = re.compile(r"\{\{|\b(?:" + "|".join(VARIABLES) + r")\s*\}\}")
_FENCE = re.compile(r"\A```[A-Za-z]*[ \t]*\r?\n(?P<body>.*)\r?\n?```\Z", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Scores from 0 to 1. The rationale stays inside."""

    quality: float
    risk: float
    confidence: float
    rationale: str


class VerdictFault(Exception):
    """Why an answer is no verdict. The message never repeats the answer."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def check_judge_template(template: str) -> None:
    """Raises ValueError for braces that are no variable on offer, or broken, and without a patch.

    For templates that are to be stored: those that are stored already are rendered as they are.
    """
    check_template(template, allowed=VARIABLES)
    rest = without_variables(template)
    if stray := _STRAY.search(rest):
        near = rest[max(stray.start() - 20, 0) : stray.end() + 20]
        raise ValueError(f"broken braces near {near!r}; a variable reads {{{{ patch }}}}")
    if "patch" not in variables_of(template):
        raise ValueError("it lacks {{ patch }}: the judge would not see what it judges")


def judge_prompt(template: str, *, task: str, patch: str, rubric: str, boundary: str = "") -> str:
    """Each value is put in once, verbatim. The arm's key and model are not on offer."""
    values = {"task": task, "patch": patch, "rubric": rubric, "boundary": boundary}
    return render(template, values)


def parse_verdict(text: str) -> Verdict:
    """One JSON object, alone or in one code fence. Raises VerdictFault."""
    verdict = _load(_unfenced(text.strip()))
    missing = [key for key in (*SCORES, "rationale") if key not in verdict]
    if missing:
        raise _invalid(f"The verdict lacks {', '.join(missing)}.")
    if not isinstance(verdict["rationale"], str):
        raise _invalid("The verdict's rationale is not text.")
    quality, risk, confidence = (_score(verdict, key) for key in SCORES)
    return Verdict(
        quality=quality, risk=risk, confidence=confidence, rationale=verdict["rationale"]
    )


def _unfenced(text: str) -> str:
    match = _FENCE.match(text)
    return match["body"] if match else text


def _load(text: str) -> Mapping[str, Any]:
    try:
        value = json.loads(
            text,
            object_pairs_hook=each_key_once,
            parse_float=_as_written,
            parse_constant=_no_constant,
        )
    except (ValueError, RecursionError):
        raise _invalid("The verdict is not one JSON object.") from None
    if not isinstance(value, dict):
        raise _invalid("The verdict is not a JSON object.")
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def _as_written(text: str) -> Decimal | float:
    """So that what is a little more than 1, or less than 0, is not rounded into the range."""
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent of nineteen digits
        return float(text)


def _score(verdict: Mapping[str, Any], key: str) -> float:
    value = verdict[key]
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise _invalid(f"The verdict's {key} is not a number.")
    if not 0 <= value <= 1:  # before it becomes a float: an integer may be too large for one
        raise VerdictFault(
            ErrorCode.VERDICT_OUT_OF_RANGE, f"The verdict's {key} is not between 0 and 1."
        )
    return float(value) + 0.0  # -0.0 is 0


def _invalid(message: str) -> VerdictFault:
    return VerdictFault(ErrorCode.VERDICT_INVALID, message)
