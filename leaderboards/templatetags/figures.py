"""How a template writes a figure that may be unknown."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def or_dash(value: object, why: str = "Not known") -> object:
    """The value itself, 0 included; for None or '' a dash that says why."""
    if value is None or value == "":
        return dash(why)
    return value


def dash(why: str) -> SafeString:
    return format_html('<span class="none" title="{}">—</span>', why)
