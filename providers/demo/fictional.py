"""The models of the demo, all of them invented: names and simulated prices. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FictionalModel:
    """`input_price` and `output_price` are USD per million tokens."""

    name: str
    role: str
    latency_median_ms: float
    input_price: Decimal
    output_price: Decimal

    def cost(self, *, input_tokens: int, output_tokens: int) -> Decimal:
        """USD, exact."""
        total = self.input_price * input_tokens + self.output_price * output_tokens
        return total / _MILLION


def _read() -> Mapping[str, FictionalModel]:
    text = Path(__file__).with_name("models.json").read_text(encoding="utf-8")
    return {entry["name"]: _model(entry) for entry in json.loads(text)["models"]}


def _model(entry: Mapping[str, Any]) -> FictionalModel:
    prices = entry["usd_per_million_tokens"]
    return FictionalModel(
        name=entry["name"],
        role=entry["role"],
        latency_median_ms=entry["latency_ms"]["median"],
        input_price=Decimal(prices["input"]),
        output_price=Decimal(prices["output"]),
    )


MODELS = _read()
CODERS = tuple(name for name, model in MODELS.items() if model.role == "coder")
JUDGE = next(name for name, model in MODELS.items() if model.role == "judge")
