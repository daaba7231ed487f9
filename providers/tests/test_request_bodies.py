"""Faults of a body are told by field, and not without end."""

import pytest
from pydantic import BaseModel, ConfigDict
from rest_framework.exceptions import ValidationError

from providers.request_bodies import MAX_FAULTS, parse_body


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")

    counts: list[int] = []


@pytest.mark.parametrize(
    "body",
    [{f"k{number}": 0 for number in range(50_000)}, {"counts": ["x"] * 50_000}],
    ids=["unknown fields", "members of a list"],
)
def test_a_body_full_of_faults_is_told_of_the_first(body):
    with pytest.raises(ValidationError) as refusal:
        parse_body(Shape, body)

    assert len(refusal.value.detail) == MAX_FAULTS
