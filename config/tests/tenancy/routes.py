"""Every route of the resolver, and how its parameters are filled."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from django.contrib.admin import site
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from config.tests.tenancy.asking import Pair, Question
from config.tests.tenancy.ownership import owned_models
from config.tests.tenancy.rows import Rows, model_named
from providers.kinds import ProviderKind

ADMIN, API = "/admin/", "/api/"
CONVERTED = re.compile(r"<(?:[^:>]+:)?([^>]+)>")
NAMED_GROUP = re.compile(r"\(\?P<(\w+)>[^()]*\)")
PARAMETER = re.compile(r"{(\w+)}")
NOWHERE = "no/such/place/"
# Parameters that are nobody's.
PLAIN = {
    "url": NOWHERE,
    "app_label": "experiments",
    "provider": ProviderKind.OPENAI_COMPATIBLE.value,
    "board": "quality",
    "ending": "csv",
}
# Parameters that are a column of one of the organisation's rows; with its route where the name
# alone does not say which.
COLUMNS = {
    "slug": ("organizations.Organization", "slug"),
    "profile_id": ("evaluation.EvaluatorProfile", "id"),
    "/security/keys/{pk}/remove/ pk": ("mfa.Authenticator", "id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """`template` is such as /runs/{run_id}/; `model` is that of a page of the admin."""

    template: str
    model: type[Model] | None = None
    fixed: tuple[tuple[str, str], ...] = ()

    @property
    def parameters(self) -> list[str]:
        return [name for name in PARAMETER.findall(self.template) if name not in dict(self.fixed)]

    @property
    def in_admin(self) -> bool:
        return self.template.startswith(ADMIN)

    @property
    def in_api(self) -> bool:
        return self.template.startswith(API)

    def path(self, values: Mapping[str, str]) -> str:
        return self.template.format(**dict(self.fixed), **values)

    def value(self, parameter: str, rows: Rows) -> str:
        if parameter in PLAIN:
            return PLAIN[parameter]
        if found := COLUMNS.get(parameter) or COLUMNS.get(f"{self.template} {parameter}"):
            label, column = found
            return str(getattr(rows.labelled(label), column))
        model = self.model if self.model and parameter in ("object_id", "id") else None
        model = model or model_named(parameter)
        assert model, (
            f"The tenancy crawl does not know what to put for “{parameter}” in {self.template}."
            " Name it after a model (run_id for a Run), or say in config/tests/tenancy/routes.py"
            " which column it is (COLUMNS), or that it is nobody's (PLAIN)."
        )
        return str(rows[model].pk) if model in rows else "1"

    def is_owned(self, parameter: str) -> bool:
        return parameter not in PLAIN and (self.model is None or self.model in owned_models())


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A path of theirs, the same of what never was, and the words of either in it."""

    theirs: str
    never: str
    told_theirs: frozenset[str]
    told_never: frozenset[str]

    def asked(self, method: str, **more: Any) -> Pair:
        return (
            Question(method=method, path=self.theirs, told=self.told_theirs, **more),
            Question(method=method, path=self.never, told=self.told_never, **more),
        )


def all_routes() -> list[Route]:
    found = {route.template: route for route in _walk(get_resolver().url_patterns, "/")}
    return [each for route in found.values() for each in _expanded(route)]


def places(route: Route, *, mine: Rows, theirs: Rows, never: Rows) -> Iterator[Place]:
    """With something of theirs in at least one position."""
    owned = [name for name in route.parameters if route.is_owned(name)]
    own = {name: route.value(name, mine) for name in route.parameters}
    for choice in product([True, False], repeat=len(owned)):
        foreign = [name for name, is_foreign in zip(owned, choice, strict=True) if is_foreign]
        if not foreign:
            continue
        real = {name: route.value(name, theirs) for name in foreign}
        none = {name: route.value(name, never) for name in foreign}
        yield Place(
            theirs=route.path(own | real),
            never=route.path(own | none),
            told_theirs=frozenset(real.values()),
            told_never=frozenset(none.values()),
        )


def own_path(route: Route, rows: Rows) -> str:
    return route.path({name: route.value(name, rows) for name in route.parameters})


def _walk(patterns: Any, prefix: str) -> Iterator[Route]:
    for each in patterns:
        here = prefix + _template(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, here)
        else:
            yield Route(template=here, model=_admin_model(here))


def _template(pattern: Any) -> str:
    text = str(pattern)
    if isinstance(pattern, RoutePattern):
        return CONVERTED.sub(r"{\1}", text)
    plain = NAMED_GROUP.sub(r"{\1}", text.strip("^$"))
    if not set(plain) & set("()[]?*+\\|"):
        return plain
    assert pattern.regex.search(NOWHERE), (
        f"The tenancy crawl cannot make an address of the pattern {text!r}. Write it as a path, or"
        " teach config/tests/tenancy/routes.py what fits it."
    )
    return NOWHERE


def _admin_model(template: str) -> type[Model] | None:
    for model in site._registry:
        if template.startswith(f"{ADMIN}{model._meta.app_label}/{model._meta.model_name}/"):
            return model
    return None


def _expanded(route: Route) -> list[Route]:
    """The way to a row of any table leads to the page of each whose rows have one; of all others,
    which have none, it is asked for one."""
    if "content_type_id" not in route.parameters:
        return [route]
    paged = [model for model in owned_models() if hasattr(model, "get_absolute_url")]
    pageless = [model for model in owned_models() if model not in paged][:1]
    kinds = ContentType.objects.get_for_models(*paged, *pageless)
    return [
        replace(route, model=model, fixed=(("content_type_id", str(kind.pk)),))
        for model, kind in kinds.items()
    ]
