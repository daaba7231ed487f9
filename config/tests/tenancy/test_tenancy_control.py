"""The crawl proves something: members see what it looks for, and it finds what is let out."""

import pytest
from django.contrib.admin import site
from django.contrib.admin.models import LogEntry

from config.tests.tenancy.asking import Question
from config.tests.tenancy.canaries import FRAGMENT, canaries_in, place_in_words
from config.tests.tenancy.crawl import crawl
from config.tests.tenancy.ownership import owned_models, text_columns
from config.tests.tenancy.people import PEOPLE, member, signed_in, staff
from config.tests.tenancy.routes import all_routes, own_path
from leaderboards.models import Comparison
from organizations.admin_scoping import Scoped, ScopedAdmin
from organizations.scoping import ScopedQuerySet
from providers.models import Spending

pytestmark = pytest.mark.django_db
OK = 200
# What the API, rather than the admin, tells members of.
TOLD = {"Connection", "TaskSet", "Task", "Experiment", "Arm", "EvaluatorProfile", "Rubric"}
TOLD |= {"PromptTemplate", "AllowlistEntry", "RunArm", "Attempt", "Artifact", "Validation"}
# Figures alone: nothing in their rows could be a canary.
WORDLESS = {Spending}
SEALED = {Comparison}  # whose words are those of the rows that it was made from


@pytest.fixture(scope="module")
def insider(world, kept_rows):
    return signed_in(staff(member(world.theirs.organization)))


@pytest.fixture(scope="module")
def heard():
    """What the insider was answered, by address."""
    return {}


@pytest.fixture
def look(insider, heard):
    """At a page, which is asked for once for all tests."""

    def at(path):
        if path not in heard:
            heard[path] = insider.ask(Question(method="GET", path=path))
        return heard[path]

    return at


def answers(look, rows, *, of=lambda route: True):
    """By template, what the pages of an organisation's own rows say."""
    routes = [route for route in all_routes() if any(map(route.is_owned, route.parameters))]
    return {route.template: look(own_path(route, rows)) for route in routes if of(route)}


def test_members_see_canaries_on_every_page_of_their_own(world, look):
    found = answers(look, world.theirs)
    assert not {template for template, answer in found.items() if answer.status >= 500}
    blank = {
        template
        for template, answer in found.items()
        if answer.status == OK and not canaries_in(answer.body)
    }
    # A history names its row by what it is called, and a run or an attempt has no words for that.
    assert {template for template in blank if not template.endswith("/history/")} == set()


def test_the_api_tells_members_the_words_of_every_model_it_shows(world, look):
    found = answers(look, world.theirs, of=lambda route: route.in_api)
    told = " ".join(word for answer in found.values() for word in canaries_in(answer.body))
    untold = {model for model in owned_models() if model.__name__ in TOLD}
    assert not [model for model in untold if place_in_words(model) not in told]


@pytest.mark.parametrize(
    "model",
    [each for each in owned_models() if each in site._registry and each is not LogEntry],
    ids=lambda model: model.__name__,
)
def test_the_admin_tells_members_the_words_of_every_model(world, look, model):
    assert bool(text_columns(model)) is (model not in WORDLESS)
    [page] = [
        route
        for route in all_routes()
        if route.model is model and route.template.endswith("{object_id}/change/")
    ]
    path = own_path(page, world.theirs)
    answer = look(path)
    assert answer.status == OK
    told = " ".join(canaries_in(answer.body))
    assert model in WORDLESS or place_in_words(model) in told or (model in SEALED and told)
    assert path in look(own_list(page)).body


def own_list(page):
    return page.template.removesuffix("{object_id}/change/")


def test_completion_offers_members_what_is_their_own(world, insider):
    inlines = [inline for each in site._registry.values() for inline in each.inlines]
    completed = [
        (owner.model, name)
        for owner in (*site._registry.values(), *inlines)
        for name in owner.autocomplete_fields
    ]
    assert completed
    for model, name in completed:
        query = {
            "app_label": model._meta.app_label,
            "model_name": model._meta.model_name,
            "field_name": name,
            "term": FRAGMENT,
        }
        answer = insider.ask(Question(method="GET", path="/admin/autocomplete/", query=query))
        assert canaries_in(answer.body), (model, name)


def crawled(who, world, *, of):
    asker = PEOPLE[who](world.mine.organization, world.theirs.organization)
    return crawl(asker, [route for route in all_routes() if of in route.template], world=world)


def test_the_crawl_finds_a_queryset_that_knows_no_organisations(world, monkeypatch):
    monkeypatch.setattr(ScopedQuerySet, "for_user", lambda rows, user: rows.all())
    said = " ".join(crawled("viewer", world, of="/runs/{run_id}/attempts/").said)
    assert "leaks" in said
    assert "is not like what never was" in said


def test_the_crawl_finds_an_admin_that_knows_no_organisations(world, monkeypatch):
    monkeypatch.setattr(Scoped, "get_queryset", lambda page, request: page.model.objects.all())
    said = " ".join(crawled("staff", world, of="/experiments/taskset/").said)
    assert "leaks" in said
    assert "is not like what never was" in said


def test_the_crawl_finds_a_change_of_what_others_have(world, monkeypatch):
    monkeypatch.setattr(Scoped, "get_queryset", lambda page, request: page.model.objects.all())
    monkeypatch.setattr(ScopedAdmin, "_may_govern", lambda *_: True)
    said = " ".join(crawled("staff", world, of="/providers/priceoverride/").said)
    assert "changes rows of others: POST" in said
