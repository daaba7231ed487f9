"""What somebody typed, as text, before anybody says whether it is right. It is never lost."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from experiments.definitions import definition_of
from experiments.forms.choices import target
from experiments.forms.fields import ArmForm, ExperimentForm
from experiments.models import Experiment
from experiments.states import OnInterrupt
from organizations.digests import digest
from providers.parameters import Parameters

FIELDS = tuple(name for name in ExperimentForm.base_fields if name != "tasks_file")
ARM_FIELDS = tuple(ArmForm.base_fields)
MAX_ARMS = 100
COUNT = "arms-count"
NEW = {
    "repeats": "3",
    "max_concurrency": "16",
    "attempt_timeout_seconds": "120",
    "on_interrupt": OnInterrupt.RETRY.value,
}


def prefix(number: int) -> str:
    return f"arms-{number}"


@dataclass(slots=True, kw_only=True)
class Draft:
    """The texts of the fields, by name."""

    fields: dict[str, str] = field(default_factory=dict)
    arms: list[dict[str, str]] = field(default_factory=list)

    def items(self) -> Iterator[tuple[str, str]]:
        """As a form sends them."""
        yield from self.fields.items()
        yield COUNT, str(len(self.arms))
        for number, arm in enumerate(self.arms):
            for name, text in arm.items():
                yield f"{prefix(number)}-{name}", text

    def add_arm(self) -> None:
        if len(self.arms) < MAX_ARMS:
            self.arms.append({})

    def remove_arm(self, number: str) -> None:
        if number.isdecimal() and int(number) < len(self.arms):
            del self.arms[int(number)]


def blank() -> Draft:
    """Two arms: fewer cannot be compared."""
    return Draft(fields=dict(NEW), arms=[{}, {}])


def drafted(experiment: Experiment) -> Draft:
    """The stored experiment, as it would be typed, with what it is that somebody has seen."""
    definition = definition_of(experiment)
    fields = {name: _text(definition.get(name)) for name in FIELDS}
    arms = [_arm_texts(arm) for arm in definition["arms"]]
    return Draft(fields=fields | {"seen": seen(experiment)}, arms=arms)


def seen(experiment: Experiment) -> str:
    """Tells whether the experiment is still the one that somebody has seen."""
    return digest(definition_of(experiment))


def copied(experiment: Experiment) -> Draft:
    draft = drafted(experiment)
    draft.fields |= {"name": f"{experiment.name[:190]} (copy)", "seen": ""}
    return draft


def posted(data: Mapping[str, str]) -> Draft:
    """What a form sent, whatever that is: of too many arms enough to tell that they are."""
    count = data.get(COUNT, "0")
    arms = min(int(count), MAX_ARMS + 1) if count.isdecimal() and len(count) < 5 else 0
    return Draft(
        fields={name: data.get(name, "") for name in FIELDS},
        arms=[
            {name: data.get(f"{prefix(number)}-{name}", "") for name in ARM_FIELDS}
            for number in range(arms)
        ],
    )


def _arm_texts(arm: Mapping[str, Any]) -> dict[str, str]:
    parameters = {name: _text(arm["parameters"].get(name)) for name in Parameters.model_fields}
    if texts := arm["parameters"].get("stop"):
        parameters["stop"] = json.dumps(texts, ensure_ascii=False)
    named = {"key": arm["key"], "model": arm["model"]}
    return named | {"target": target(arm["provider"], arm["connection"])} | parameters


def _text(value: Any) -> str:
    return "" if value is None else str(value)
