"""What every page shows about the site itself."""

import tomllib
from functools import cache

from django import template
from django.conf import settings

from organizations.models import Organization, User

register = template.Library()
SWITCHED = 30


@register.simple_tag
@cache
def version() -> str:
    """The version of Bakeoff, from where it is spelled: pyproject.toml."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


@register.simple_tag
def organizations_to_switch_to(user: User) -> list[Organization]:
    """Those of whoever is signed in, by name; of very many the first, home has them all."""
    return list(Organization.objects.for_user(user).order_by("name", "pk")[:SWITCHED])
