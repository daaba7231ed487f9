"""Drawings for the trust panel of an evaluator profile."""

from collections.abc import Mapping
from typing import Any

from django import template

from leaderboards.presenters import calibration

register = template.Library()


@register.filter
def drawn(found: Mapping[str, Any]) -> calibration.Calibration:
    return calibration.calibration(found)
