"""How a profile asks about an artifact, and how the answer is read: for runs and canaries alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from evaluation.boundaries import boundary_for
from evaluation.judging import (
    NO_VERDICT,
    REPAIR,
    VERDICT_SCHEMA,
    Verdict,
    VerdictFault,
    judge_prompt,
    parse_verdict,
)
from evaluation.models import BoundaryKey, EvaluatorProfile
from experiments.prompts import variables_of
from providers.codes import ErrorCode, FinishReason
from providers.contract import Generation, GenerationRequest, Message, ProviderError

REFUSED = "The judge refused to answer."
MAY_BE_SCHEMA = (
    " The profile asks for structured output, which not every endpoint knows: a version of it with"
    " structured_output: false does not."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """All of a profile that goes into its requests. `key` makes the boundaries."""

    model: str
    parameters: dict[str, Any]
    template: str
    rubric: str
    digest: str
    structured: bool
    key: bytes

    def prompt(self, *, task: str, patch: str) -> str:
        boundary = boundary_for(
            self.key, profile=self.digest, patch=patch, beside=(task, self.rubric, self.template)
        )
        return judge_prompt(
            self.template, task=task, patch=patch, rubric=self.rubric, boundary=boundary
        )

    def request(
        self, *, task: str, patch: str, timeout_seconds: float, repair: bool = False
    ) -> GenerationRequest:
        """One call. `repair`: the answer to the first was no verdict."""
        messages = [Message(role="user", content=self.prompt(task=task, patch=patch))]
        if repair:
            messages.append(Message(role="assistant", content=NO_VERDICT))
            messages.append(Message(role="user", content=REPAIR))
        return GenerationRequest(
            model=self.model,
            messages=tuple(messages),
            parameters=self.parameters,
            timeout_seconds=timeout_seconds,
            json_schema=VERDICT_SCHEMA if self.structured else None,
        )


def asking_of(profile: EvaluatorProfile) -> Asking:
    """As the profile really asks: with its organisation's key, where its template uses one."""
    key = BoundaryKey.of(profile.organization_id) if has_boundary(profile) else b""
    return _asking(profile, key=key)


def estimated_asking(profile: EvaluatorProfile) -> Asking:
    """Prompts of the same length, for estimates: no key is made or read."""
    return _asking(profile, key=b"")


def has_boundary(profile: EvaluatorProfile) -> bool:
    return "boundary" in variables_of(profile.prompt_template.text)


def read_verdict(generation: Generation) -> Verdict:
    """Raises ProviderError with the code of what is wrong with the answer, which it keeps."""
    if generation.finish_reason in (FinishReason.REFUSAL, FinishReason.CONTENT_FILTER):
        raise ProviderError(ErrorCode.CONTENT_FILTERED, REFUSED, arrived=generation)
    try:
        return parse_verdict(generation.text)
    except VerdictFault as fault:
        raise ProviderError(fault.code, fault.message, arrived=generation) from None


@contextmanager
def schema_explained(request: GenerationRequest) -> Iterator[None]:
    """Say what may be the reason where an endpoint refuses a request that carries a schema."""
    try:
        yield
    except ProviderError as refusal:
        if request.json_schema is not None and refusal.code is ErrorCode.INVALID_REQUEST:
            refusal.message += MAY_BE_SCHEMA
        raise


def _asking(profile: EvaluatorProfile, *, key: bytes) -> Asking:
    return Asking(
        model=profile.model,
        parameters=profile.parameters,
        template=profile.prompt_template.text,
        rubric=profile.rubric.text,
        digest=profile.digest,
        structured=profile.structured_output,
        key=key,
    )
