"""What only the admin is asked: filters, searches, actions, completion, and its forms."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from django.contrib.admin import ModelAdmin, site
from django.db.models import CharField, Field, ForeignKey, Model, TextField, UUIDField
from django.test import RequestFactory

from config.tests.tenancy.asking import FORM, Answer, Pair, Question
from config.tests.tenancy.canaries import FRAGMENT, NEVER_FRAGMENT
from config.tests.tenancy.routes import ADMIN, Route, own_path
from config.tests.tenancy.rows import Rows, World

LONGEST = 500  # characters that are sent in an address
LOOKED_INTO = (CharField, TextField, UUIDField)


def admin_pairs(route: Route, world: World, shown: Answer) -> Iterator[Pair]:
    """Beyond what every route is asked; `shown` is one's own page."""
    if route.template == f"{ADMIN}autocomplete/":
        yield from _completion(route, world)
    home = _home(route.model) if route.model in site._registry else ""
    if not home or not route.template.startswith(home) or route.model not in world.theirs:
        return
    page = route.template.removeprefix(home)
    if page == "":
        yield from _filters(route, world)
        yield from _actions(route, world)
    if page == "add/":
        yield _prefilled(route, world)
    if page in ("add/", "{object_id}/change/"):
        yield from _forms(route, world, shown)
    if "{object_id}" in page:
        yield from _other_keys(route, world)


def _home(model: type[Model]) -> str:
    return f"{ADMIN}{model._meta.app_label}/{model._meta.model_name}/"


def _filters(route: Route, world: World) -> Iterator[Pair]:
    """Every lookup that the list allows, with what one row of theirs has: all or none fit it."""
    model_admin = site._registry[route.model]  # type: ignore[index]
    for make in (_lookups, _search, _view) if model_admin.search_fields else (_lookups, _view):
        one, two = (
            _question("GET", route.template, make(model_admin, rows)) for rows in world.others
        )
        yield one, two


def _lookups(model_admin: ModelAdmin, rows: Rows) -> dict[str, str]:
    row = rows[model_admin.model]
    asked = {}
    for field in model_admin.model._meta.concrete_fields:
        name, value = _lookup(field, row)
        if name and model_admin.lookup_allowed(name, value, _request(rows)):
            asked[name] = value
    return asked


def _lookup(field: Field, row: Model) -> tuple[str, str]:
    value = getattr(row, field.attname)
    if value in (None, "") or field.choices or len(str(value)) > LONGEST:
        return "", ""
    if isinstance(field, ForeignKey):
        return f"{field.name}__{field.target_field.name}__exact", str(value)
    return (field.name, str(value)) if isinstance(field, LOOKED_INTO) else ("", "")


def _search(model_admin: ModelAdmin, rows: Rows) -> dict[str, str]:
    return {"q": FRAGMENT if rows.real else NEVER_FRAGMENT}


def _view(model_admin: ModelAdmin, rows: Rows) -> dict[str, str]:
    """Every way of showing the list, which names nothing of others by itself."""
    asked = {"o": "-1.2.3", "all": "", "_popup": "1", "_to_field": "id"}
    if model_admin.date_hierarchy:
        asked[f"{model_admin.date_hierarchy}__year"] = "2026"
    return asked


def _actions(route: Route, world: World) -> Iterator[Pair]:
    model_admin = site._registry[route.model]  # type: ignore[index]
    names = [name for _, name, _ in model_admin._get_base_actions()] if _acts(model_admin) else []
    for name in names:
        one, two = (
            _question("POST", route.template, {
                "action": name,
                "_selected_action": str(rows[model_admin.model].pk),
                "index": "0",
                "post": "yes",
            })
            for rows in world.others
        )  # fmt: skip
        yield one, two


def _acts(model_admin: ModelAdmin) -> bool:
    return model_admin.actions is not None


def _completion(route: Route, world: World) -> Iterator[Pair]:
    """Of every foreign key, whether or not a form completes it."""
    for model in site._registry:
        for field in model._meta.concrete_fields:
            if isinstance(field, ForeignKey):
                asked = {
                    "app_label": model._meta.app_label,
                    "model_name": str(model._meta.model_name),
                    "field_name": field.name,
                }
                one, two = (
                    Question(method="GET", path=route.template, query=asked | {"term": term})
                    for term in (FRAGMENT, NEVER_FRAGMENT)
                )
                yield one, two


def _other_keys(route: Route, world: World) -> Iterator[Pair]:
    """A row that is named by another unique column than its key."""
    for field in route.model._meta.concrete_fields:  # type: ignore[union-attr]
        if field.unique and not field.primary_key and not field.is_relation:
            query = {"_to_field": field.name, "_popup": "1"}
            one, two = (
                Question(
                    method="GET",
                    path=route.path({"object_id": str(getattr(rows[route.model], field.name))}),
                    query=query,
                    told=frozenset({str(getattr(rows[route.model], field.name))}),
                )
                for rows in world.others
            )
            yield one, two


def _prefilled(route: Route, world: World) -> Pair:
    """The form for a new row, whose address may say what stands in it."""
    columns = [f for f in route.model._meta.concrete_fields if isinstance(f, ForeignKey)]  # type: ignore[union-attr]
    one, two = (
        _question("GET", route.template, {
            field.name: str(rows[field.related_model].pk)
            for field in columns if field.related_model in rows
        })
        for rows in world.others
    )  # fmt: skip
    return one, two


def _forms(route: Route, world: World, shown: Answer) -> Iterator[Pair]:
    """One's own form with one foreign key at a time leading to a row of theirs."""
    if shown.status != 200:
        return
    path, filled = own_path(route, world.mine), fields_in(shown.body)
    for name in filled:
        if model := _pointed_at(name, route.model):
            real, none = world.theirs[model], world.never[model]
            yield _form(path, filled, name, real), _form(path, filled, name, none)


def _form(path: str, filled: dict[str, str], name: str, row: Model) -> Question:
    body, told = filled | {name: str(row.pk)}, frozenset({str(row.pk)})
    return Question(method="POST", path=path, body=body, content_type=FORM, told=told)


def _pointed_at(name: str, model: Any) -> type[Model] | None:
    """The model whose row the field of a form names; `arms-0-connection` is one of an inline."""
    column = name.rpartition("-")[2]
    inlines = [inline.model for inline in site._registry[model].inlines]
    for owner in inlines if "-" in name else [model]:
        for field in owner._meta.concrete_fields:
            if field.name == column and (isinstance(field, ForeignKey) or field.primary_key):
                return field.related_model or owner
    return None


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.filled: dict[str, str] = {}
        self.choosing = self.writing = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        ticked = given.get("type") not in ("checkbox", "radio", "submit") or "checked" in given
        if tag in ("input", "textarea") and given.get("name") and ticked:
            self.filled[given["name"]] = given.get("value") or ""
        self.writing = given.get("name") or "" if tag == "textarea" else ""
        if tag == "select":
            self.choosing = given.get("name") or ""
            self.filled.setdefault(self.choosing, "")
        if tag == "option" and "selected" in given:
            self.filled[self.choosing] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self.writing:
            self.filled[self.writing] += data

    def handle_endtag(self, tag: str) -> None:
        self.writing = ""


def fields_in(html: str) -> dict[str, str]:
    """The fields of a page's forms, by name, as they are filled in."""
    parser = _Fields()
    parser.feed(html)
    return {name: value for name, value in parser.filled.items() if name}


def _question(method: str, path: str, asked: dict[str, str]) -> Question:
    told = frozenset(value for value in asked.values() if len(value) > len(FRAGMENT))
    if method == "GET":
        return Question(method=method, path=path, query=asked, told=told)
    return Question(method=method, path=path, body=asked, content_type=FORM, told=told)


def _request(rows: Rows) -> Any:
    request = RequestFactory().get("/")
    request.user = rows.user
    return request
