"""What a span says of a job, by the GenAI semantic conventions of OpenTelemetry. Names, numbers
and codes only."""

from typing import Any
from urllib.parse import urlsplit

from experiments.work.stage import Job, Outcome, Session
from providers.contract import Generation, GenerationRequest
from providers.kinds import ProviderKind
from providers.text import storable

# The conventions' own names where they have one.
PROVIDER_NAMES = {ProviderKind.AZURE_OPENAI.value: "azure.ai.openai"}
Opening = tuple[str, str, dict[str, Any]]


def call_attributes(session: Session, job: Job) -> Opening:
    """Name, kind and attributes of the span around a job."""
    call = job.call
    attempt_id = getattr(job.item, "attempt_id", job.id)
    about = {
        "bakeoff.run.id": str(session.run.pk),
        "bakeoff.attempt.id": str(attempt_id),
        "bakeoff.claim": job.item.claims,
    }
    if call is None:
        return type(job.item).__name__.lower(), "internal", about
    request: GenerationRequest = job.payload.request
    parameters = request.parameters
    return (
        f"chat {request.model}",
        "client",
        about
        | {
            "bakeoff.stage": call.stage,
            "bakeoff.call.id": str(call.pk),
            "bakeoff.retry": call.retry,
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": PROVIDER_NAMES.get(call.provider, call.provider),
            "gen_ai.request.model": request.model,
            "gen_ai.request.temperature": parameters.get("temperature"),
            "gen_ai.request.top_p": parameters.get("top_p"),
            "gen_ai.request.max_tokens": parameters.get("max_output_tokens"),
            "gen_ai.request.seed": parameters.get("seed"),
            **_server(job.payload.target.connection),
        },
    )


def outcome_attributes(outcome: Outcome) -> dict[str, Any]:
    """What arrived, whole or in part. A judge's answer has it one level deeper."""
    arrived = outcome.error.arrived if outcome.error else outcome.answer
    generation = getattr(arrived, "generation", arrived)
    status = outcome.error.http_status if outcome.error else None
    found: dict[str, Any] = {"http.response.status_code": status}
    return found | _generation(generation) if isinstance(generation, Generation) else found


def _generation(generation: Generation) -> dict[str, Any]:
    usage = generation.usage
    return {
        "gen_ai.response.model": _named(generation.model_served),
        "gen_ai.response.id": _named(generation.request_id),
        "gen_ai.response.finish_reasons": [str(generation.finish_reason)],
        "gen_ai.usage.input_tokens": usage and usage.input_tokens,
        "gen_ai.usage.output_tokens": usage and usage.output_tokens,
        "gen_ai.usage.cache_read.input_tokens": usage and usage.cached_input_tokens,
        "gen_ai.usage.reasoning.output_tokens": usage and usage.reasoning_tokens,
    }


def _named(word: str | None) -> str | None:
    """A provider may send anything for a name."""
    return storable(word)[:200] if word else None


def _server(connection: Any) -> dict[str, Any]:
    """Of the endpoint; its path and query may hold anything."""
    settings = connection.settings if connection else {}
    address = settings.get("base_url") or settings.get("endpoint") or ""
    try:
        parts = urlsplit(address)
        return {"server.address": parts.hostname, "server.port": parts.port}
    except ValueError:
        return {}
