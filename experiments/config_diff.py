"""What two frozen configurations have in common and what not, setting by setting. Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
# The settings in the order in which people ask for them; what is not named here comes after them.
NAMES = {
    "task_set": "Task set",
    "evaluator": "Evaluator",
    "repeats": "Repeats",
    "prompt_template": "Prompt template",
    "max_concurrency": "Calls in flight, at most",
    "attempt_timeout_seconds": "Timeout of a call (s)",
    "deadline_seconds": "Deadline of a run (s)",
    "budget_usd": "Budget of a run (USD)",
    "on_interrupt": "A call that is cut off",
}
ARM_PARTS = ("provider", "model", "connection")
# What a configuration from before the setting could be made does not name.
UNNAMED = {"on_interrupt": "retry"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A setting on both sides: None where a side does not have it. `long`: a text of many lines."""

    name: str
    a: str | None
    b: str | None

    @property
    def differs(self) -> bool:
        return self.a != self.b

    @property
    def long(self) -> bool:
        return any("\n" in side or len(side) > 200 for side in (self.a, self.b) if side)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The settings of the experiment, or of one arm of that name. `only` is the side, a or b, that
    alone has the arm; '' where both have."""

    name: str
    only: str
    rows: tuple[Row, ...]

    @property
    def n_different(self) -> int:
        return sum(row.differs for row in self.rows)


def compare(a: Json, b: Json) -> list[Group]:
    """The experiment's own settings first, then every arm of either side by its key."""
    arms_a, arms_b = _arms(a), _arms(b)
    own = Group(name="", only="", rows=tuple(_own_rows(a, b)))
    return [own, *(_arm(key, arms_a, arms_b) for key in sorted({*arms_a, *arms_b}))]


def _own_rows(a: Json, b: Json) -> Iterator[Row]:
    others = sorted({*a, *b} - {*NAMES, "arms"})
    for key in (*NAMES, *others):
        if key in a or key in b or key in UNNAMED:
            left, right = (_text(side.get(key, UNNAMED.get(key))) for side in (a, b))
            yield Row(name=NAMES.get(key, _words(key)), a=left, b=right)


def _arm(key: str, arms_a: Mapping[str, Json], arms_b: Mapping[str, Json]) -> Group:
    a, b = _parts(arms_a.get(key)), _parts(arms_b.get(key))
    only = "" if key in arms_a and key in arms_b else "a" if key in arms_a else "b"
    names = dict.fromkeys([*a, *b])
    rows = tuple(Row(name=name, a=a.get(name), b=b.get(name)) for name in names)
    return Group(name=key, only=only, rows=rows)


def _arms(config: Json) -> dict[str, Json]:
    return {arm["key"]: arm for arm in config.get("arms") or () if "key" in arm}


def _parts(arm: Json | None) -> dict[str, str]:
    """Provider, model and connection, then each parameter and setting by its name."""
    if arm is None:
        return {}
    parts = {_words(name): _text(arm.get(name)) for name in ARM_PARTS}
    for group in ("parameters", "settings"):
        parts |= {
            _words(name): _text(value) for name, value in sorted((arm.get(group) or {}).items())
        }
    return {name: text for name, text in parts.items() if text is not None}


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return (
        value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    )


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
