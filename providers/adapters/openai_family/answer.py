"""One HTTP answer, before anyone has looked into the body."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`headers` finds names in any case; `latency_ms` runs from sending to the last byte."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    latency_ms: float
