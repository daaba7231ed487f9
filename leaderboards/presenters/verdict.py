"""What became of an attempt, in a word and a sentence."""

from dataclasses import dataclass

from experiments.models import Attempt, Validation
from experiments.states import ValidationStatus, WorkState
from leaderboards.validations import result_of

GOOD, BAD, WARN, OPEN = "good", "bad", "warn", "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`tone` is good, bad, warn or open."""

    tone: str
    word: str
    sentence: str


BY_STATE = {
    WorkState.PENDING: Verdict(tone=OPEN, word="Waiting", sentence="It has not been sent yet."),
    WorkState.RUNNING: Verdict(tone=OPEN, word="Going on", sentence="The answer is awaited."),
    WorkState.CANCELLED: Verdict(
        tone=OPEN, word="Cancelled", sentence="The run was cancelled before it was answered."
    ),
}
UNCHECKED = Verdict(tone=OPEN, word="Answered", sentence="No check was run on the patch.")
BY_STATUS = {
    ValidationStatus.PASSED: Verdict(tone=GOOD, word="Passed", sentence="The patch does its task."),
    ValidationStatus.NOT_RUN: Verdict(
        tone=OPEN, word="Not checked", sentence="The checks could not be run here."
    ),
    ValidationStatus.ERROR: Verdict(
        tone=WARN, word="Undecided", sentence="A check broke: it says nothing about the patch."
    ),
}


def verdict_of(attempt: Attempt, *, validation: Validation | None) -> Verdict:
    if attempt.state == WorkState.FAILED:
        detail = attempt.error_detail or "The results do not say why."
        return Verdict(tone=BAD, word="No answer", sentence=_sentence(detail))
    if attempt.state != WorkState.SUCCEEDED:
        return BY_STATE[WorkState(attempt.state)]
    status = result_of(validation).status
    if status == ValidationStatus.FAILED:
        return Verdict(tone=BAD, word="Did not pass", sentence=_which(validation))
    return BY_STATUS.get(status, UNCHECKED) if status else UNCHECKED


def _which(validation: Validation | None) -> str:
    checks = validation.checks if validation else []
    kinds = [
        str(check.get("kind", "check")).replace("_", " ")
        for check in checks
        if check.get("status") == ValidationStatus.FAILED
    ]
    if not kinds:
        return "Its validation failed."
    return f"Failed: {', '.join(dict.fromkeys(kinds))}."


def _sentence(text: str) -> str:
    text = f"{text[:1].upper()}{text[1:]}"
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
