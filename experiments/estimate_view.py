"""An estimate in words and figures, for pages and the terminal."""

from dataclasses import dataclass
from decimal import Decimal

from experiments.estimate import Estimate, estimate_of
from experiments.models import Experiment
from providers.amounts import dollars


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow:
    """`expected` and `worst` are None where no price is known."""

    name: str
    model: str
    calls: int
    expected: str | None
    worst: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateView:
    calls: int
    expected: str | None
    worst: str | None
    unpriced: tuple[str, ...]
    budget: str | None
    over_budget: bool
    rows: tuple[ModelRow, ...]


def estimate_view(experiment: Experiment) -> EstimateView:
    return view_of(estimate_of(experiment))


def view_of(found: Estimate) -> EstimateView:
    budget, worst = found.budget_usd, found.worst_usd
    return EstimateView(
        calls=found.calls,
        expected=_shown(found.expected_usd),
        worst=_shown(worst),
        unpriced=found.unpriced,
        budget=_shown(budget),
        over_budget=budget is not None and worst is not None and worst > budget,
        rows=tuple(
            ModelRow(
                name=each.name,
                model=each.model,
                calls=each.calls,
                expected=_shown(each.expected_usd),
                worst=_shown(each.worst_usd),
            )
            for each in found.models
        ),
    )


def estimate_line(found: Estimate) -> str:
    """What the terminal says before a run begins."""
    said = []
    if found.expected_usd is not None and found.worst_usd is not None:
        about, most = dollars(found.expected_usd), dollars(found.worst_usd)
        said.append(f"about {about}, at most {most}, for {found.calls:,} calls made once")
    if found.unpriced:
        said.append(f"no price is known for {', '.join(found.unpriced)}")
    return f"Estimate: {'; '.join(said)}."


def _shown(amount: Decimal | None) -> str | None:
    return None if amount is None else dollars(amount)
