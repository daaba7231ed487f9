"""One line of results.jsonl, checked. Pure."""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from experiments.spec import Name
from experiments.states import ValidationStatus, WorkState
from organizations.digests import canonical
from providers.amounts import plain
from providers.codes import ErrorCode
from providers.text import storable

MOST_REPEATS = 10_000
MOST_MS = 1e15
MOST_USD = Decimal(10) ** 12
CENTS = Decimal("1e-12")  # what a cost is kept to
EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation])
MOST_TOKENS = 2**53
DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,6})?")
OF_JUDGEMENTS = frozenset(
    {ErrorCode.VERDICT_INVALID, ErrorCode.VERDICT_OUT_OF_RANGE, ErrorCode.ARTIFACT_MISSING}
)
CODES = frozenset(code.value for code in ErrorCode if code not in OF_JUDGEMENTS)


def decimal_of(text: str) -> Decimal:
    """A `parse_float` for json: costs stay exact. Raises ValueError."""
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError("a number with a smaller exponent is expected") from None


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("a number is expected")
    try:
        return float(value) + 0.0  # -0.0 and 0 are one value
    except OverflowError:
        return float("inf")


def _money(value: Any) -> Decimal:
    if isinstance(value, str) and DECIMAL.fullmatch(value):
        value = decimal_of(value)
    if isinstance(value, float):
        value = Decimal(repr(value))  # as it was written, up to 15 digits
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError("a decimal, as text or as a number, is expected")
    if 0 <= value < MOST_USD:
        kept = abs(Decimal(value).quantize(CENTS, context=EXACT))
        if kept < MOST_USD:  # it may have been rounded up to it
            return kept
    raise ValueError(f"at least 0 and less than {MOST_USD:f} is expected")


def _code(code: str) -> str:
    if code not in CODES:
        raise ValueError("an error code of attempts is expected")
    return code


def _kept(text: Any) -> Any:
    return storable(text) if isinstance(text, str) else text


Score = Annotated[float, Field(ge=0, le=1), BeforeValidator(_number)]
Milliseconds = Annotated[float, Field(ge=0, le=MOST_MS), BeforeValidator(_number)]
Money = Annotated[Decimal, BeforeValidator(_money)]
Text = Annotated[str, BeforeValidator(_kept)]
Tokens = Annotated[int, Field(ge=-MOST_TOKENS, le=MOST_TOKENS, strict=True)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ValidationPart(Strict):
    status: ValidationStatus
    score: Score | None = None


class EvaluationPart(Strict):
    quality: Score
    risk: Score
    confidence: Score


class UsagePart(Strict):
    input_tokens: Tokens | None = None
    cached_input_tokens: Tokens | None = None
    output_tokens: Tokens | None = None
    reasoning_tokens: Tokens | None = None
    valid: Annotated[bool, Field(strict=True)] = True

    def stored(self) -> Mapping[str, Any]:
        """As the engine keeps usage: `valid` only where the counts can be."""
        told = self.model_dump()
        return told | {"valid": self.valid and self._plausible()}

    def _plausible(self) -> bool:
        parts = (
            (self.cached_input_tokens, self.input_tokens),
            (self.reasoning_tokens, self.output_tokens),
        )
        within = all(None in pair or pair[0] <= pair[1] for pair in parts)  # type: ignore[operator]
        return within and all((count or 0) >= 0 for pair in parts for count in pair)


class ResultLine(Strict):
    """An attempt as somebody else made it. What is absent and what is null are the same."""

    arm: Name
    provider: Name
    model: Name
    task: Name
    repeat: Annotated[int, Field(ge=1, le=MOST_REPEATS, strict=True)]
    state: Literal["succeeded", "failed"]
    error_code: Annotated[str, AfterValidator(_code)] | None = None
    output: Text | None = None
    patch: Text | None = None
    validation: ValidationPart | None = None
    latency_ms: Milliseconds | None = None
    cost_usd: Money | None = None
    usage: UsagePart | None = None
    evaluation: EvaluationPart | None = None

    @model_validator(mode="after")
    def _fits_its_state(self) -> "ResultLine":
        if self.state == WorkState.SUCCEEDED and self.error_code:
            raise ValueError("an attempt that succeeded has no error_code")
        return self

    @property
    def proposed(self) -> str | None:
        """What the artifact is made of: the patch, else the answer, of who succeeded."""
        if self.state != WorkState.SUCCEEDED:
            return None
        return self.output if self.patch is None else self.patch

    def digests(self) -> tuple[bytes, bytes]:
        """Of the attempt itself, without what was found out about it, and of the whole line."""
        told = self.model_dump(mode="json")
        of_attempt = sha256(canonical([told.pop(name) for name in ATTEMPT_ITSELF])).digest()
        told["cost_usd"] = plain(self.cost_usd)
        return of_attempt, sha256(of_attempt + canonical(told)).digest()


# What makes two attempts of two files the same one.
ATTEMPT_ITSELF = (
    *("arm", "provider", "model", "task", "repeat"),
    *("state", "error_code", "output", "patch"),
)
