"""Token counts as Anthropic reports them: `input_tokens` leaves out what the cache took part in."""

from typing import Any

from providers.adapters.counts import as_count, is_part, is_sound
from providers.contract import Usage


def read_usage(raw: Any) -> Usage | None:
    """None where nothing was reported. The whole input is uncached + read + written."""
    if not isinstance(raw, dict) or not raw:
        return None
    details = raw.get("output_tokens_details")
    thinking = details.get("thinking_tokens") if isinstance(details, dict) else None
    reported = (
        raw.get("input_tokens"),
        raw.get("cache_read_input_tokens"),
        raw.get("cache_creation_input_tokens"),
        raw.get("output_tokens"),
        thinking,
    )
    uncached, read, written, output, reasoning = counts = [as_count(each) for each in reported]
    sound = all(map(is_sound, reported, counts))
    whole = as_count(_sum(uncached, read, written))
    return Usage(
        input_tokens=whole,
        output_tokens=output,
        cached_input_tokens=read,
        cache_write_input_tokens=written,
        reasoning_tokens=reasoning,
        valid=sound and is_part(reasoning, output) and (whole is None) == (uncached is None),
    )


def _sum(uncached: int | None, *cached: int | None) -> int | None:
    return None if uncached is None else uncached + sum(filter(None, cached))
