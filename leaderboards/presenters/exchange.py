"""What was sent for an attempt and what came back: no credentials, and long texts cut."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from experiments.models import Artifact, Attempt, Run
from experiments.prompts import UnknownVariable, render_task_prompt
from providers.kinds import ProviderKind
from providers.redaction import redact_known

MAX_TEXT = 100_000
LONGEST_VALUE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    shown: str
    n_hidden: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """As it was put together from what the run froze. `prompt` is None where it is not known."""

    provider: str
    connection: str
    settings: tuple[tuple[str, str], ...]
    parameters: tuple[tuple[str, str], ...]
    timeout_seconds: int
    prompt: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestRow:
    """`size` in bytes, or None where it is not one text."""

    name: str
    about: str
    size: int | None
    digest: str
    download: bool = False


def text_of(text: str | None) -> Text | None:
    """The beginning of a long text, and how many characters are left out; None for none."""
    if text is None:
        return None
    return Text(shown=text[:MAX_TEXT], n_hidden=max(len(text) - MAX_TEXT, 0))


def request_view(attempt: Attempt) -> RequestView:
    arm, run = attempt.arm, attempt.run
    labels = dict(ProviderKind.choices)
    return RequestView(
        provider=str(labels.get(arm.provider, arm.provider)),
        connection=arm.connection_name,
        settings=_pairs(arm.connection_settings),
        parameters=_pairs(arm.parameters),
        timeout_seconds=run.attempt_timeout_seconds,
        prompt=text_of(_prompt(attempt)),
    )


def digest_rows(attempt: Attempt, artifact: Artifact | None, *, run: Run) -> list[DigestRow]:
    """What the attempt left behind and what it was made from, each with its digest."""
    rows = []
    if artifact and artifact.diff:
        size, digest = len(artifact.diff.encode()), artifact.diff_sha256
        rows.append(
            DigestRow(name="Patch", about="normalised", size=size, digest=digest, download=True)
        )
    if attempt.output_text is not None:
        body = attempt.output_text.encode()
        digest = sha256(body).hexdigest()
        rows.append(DigestRow(name="Answer", about="as sent", size=len(body), digest=digest))
    made_from = (
        ("Task set", str(run.task_set), run.task_set.digest),
        ("Configuration", "of the run", run.config_digest),
    )
    return rows + [
        DigestRow(name=name, about=about, size=None, digest=digest.removeprefix("sha256:"))
        for name, about, digest in made_from
    ]


def _prompt(attempt: Attempt) -> str | None:
    """As the arm was sent it. An imported task has none."""
    task, run = attempt.task, attempt.run
    if not task.prompt or run.imported:
        return task.prompt or None
    try:
        sent = render_task_prompt(task, template=run.config.get("prompt_template"))
    except (UnknownVariable, KeyError):  # a template from before it was checked
        sent = task.prompt
    return redact_known(sent)


def _pairs(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((name, _value(value)) for name, value in sorted(values.items()))


def _value(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = redact_known(text)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"
