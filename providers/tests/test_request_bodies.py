"""Faults of a body are told by field, and not without end."""

from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict
from rest_framework.exceptions import ValidationError

from providers.request_bodies import MAX_FAULTS, parse_body
from providers.values import MAX_DEPTH


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")

    counts: list[int] = []
    free: dict[str, Any] = {}


@pytest.mark.parametrize(
    "body",
    [{f"k{number}": 0 for number in range(50_000)}, {"counts": ["x"] * 50_000}],
    ids=["unknown fields", "members of a list"],
)
def test_a_body_full_of_faults_is_told_of_the_first(body):
    with pytest.raises(ValidationError) as refusal:
        parse_body(Shape, body)

    assert len(refusal.value.detail) == MAX_FAULTS


def nested(levels):
    inner = {}
    for _ in range(levels - 1):
        inner = {"a": inner}
    return {"free": inner}


def test_a_body_is_as_deep_as_all_who_show_it_can_follow():
    assert parse_body(Shape, nested(MAX_DEPTH)).free
    with pytest.raises(ValidationError, match="nested too deeply"):
        parse_body(Shape, nested(MAX_DEPTH + 1))
