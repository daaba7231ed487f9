"""How a template writes a figure that may be unknown."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from leaderboards.presenters import figures

register = template.Library()


@register.filter
def or_dash(value: object, why: str = "Not known") -> object:
    """The value itself, 0 included; for None or '' a dash that says why."""
    if value is None or value == "":
        return dash(why)
    return value


def dash(why: str) -> SafeString:
    return format_html('<span class="none" title="{}">—</span>', why)


@register.simple_tag(takes_context=True)
def sorted_by(context: Mapping[str, Any], board: str, asked: str) -> str:
    """Where the board stands in another order, and all others as they are."""
    query = context["request"].GET.copy()
    query[board] = asked
    return f"?{query.urlencode()}#{board}"


@register.simple_tag
def only(**asked: Any) -> str:
    """A query of these parameters and no others."""
    return urlencode(asked)


@register.filter
def as_ms(value: float | None) -> str | None:
    """Milliseconds as people read them."""
    return None if value is None else figures.milliseconds(value)


@register.filter
def as_seconds(value: float | None) -> str | None:
    return None if value is None else figures.milliseconds(value * 1000)


@register.filter
def as_usd(value: Decimal | None) -> str | None:
    return None if value is None else figures.usd(value)


@register.filter
def as_score(value: float | str | None) -> str | None:
    """Also of a figure that is not there: a template then gives ''."""
    return None if value is None or isinstance(value, str) else figures.score(value)


@register.filter
def as_difference(value: float | str | None) -> str | None:
    return None if value is None or isinstance(value, str) else figures.score_difference(value)


@register.filter
def as_interval(figure: Mapping[str, Any] | None) -> str | None:
    """The interval of a figure, or of what is one itself."""
    ci = figure.get("ci", figure) if figure else None
    if not ci or ci.get("low") is None or ci.get("high") is None:
        return None
    return figures.interval(figures.score(ci["low"]), figures.score(ci["high"]))
