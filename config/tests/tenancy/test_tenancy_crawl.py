"""Whoever is not of an organisation hears nothing of it: on no route, by no method, in no role.

All that belongs to it is full of canaries. Whatever can be named is asked for twice, as it is and
as it never was: the answers are alike, hold no canary, and change no row of others.
"""

import pytest

from config.tests.tenancy.asking import Asker, Question
from config.tests.tenancy.bodies import BODIES, sent, unknown_bodies
from config.tests.tenancy.canaries import bare_columns
from config.tests.tenancy.crawl import crawl
from config.tests.tenancy.people import PEOPLE, TOKENS, member, signed_in
from config.tests.tenancy.queries import KNOWN, undescribed
from config.tests.tenancy.routes import all_routes, own_path, places

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning"),
]
# Signed in or not, these say nothing of anybody.
OPEN = ("/api/v1/schema/", "/api/v1/docs/")
AREAS = {
    "api": lambda route: route.in_api,
    "site": lambda route: not route.in_api and not route.in_admin,
    "admin": lambda route: route.in_admin,
}


# Every role asks for every row by its address. Whoever may do most in an area asks by every method,
# and puts the rows of others into every query, body and form as well: those read the same for all.
MOST = {"api": ("token of a member of both",), "site": ("admin",), "admin": ("staff",)}
# Members of neither organisation.
OUTSIDE = ("removed member", "token of a removed member", "anonymous")


@pytest.fixture(scope="module")
def absent():
    return {}


def found_by(who, area, world, absent):
    routes = [route for route in all_routes() if AREAS[area](route)]
    asker = (PEOPLE | TOKENS)[who](world.mine.organization, world.theirs.organization)
    most, outside = who in MOST[area], who in OUTSIDE
    return crawl(asker, routes, world=world, most=most, absent=absent, outside=outside)


# In the API, staff is what an admin is, and might be more. The admin's door asks for staff: whoever
# may do most elsewhere stands for all who are none.
LESS = {("admin", "api"), ("viewer", "admin"), ("editor", "admin")}
VISITS = [(who, area) for who in PEOPLE for area in AREAS if (who, area) not in LESS]


@pytest.mark.parametrize(("who", "area"), VISITS)
def test_others_hear_nothing(world, absent, who, area):
    findings = found_by(who, area, world, absent)
    assert not findings.said, "\n".join(findings.said[:30])


@pytest.mark.parametrize("who", TOKENS)
def test_tokens_tell_nothing_of_others(world, absent, who):
    findings = found_by(who, "api", world, absent)
    assert not findings.said, "\n".join(findings.said[:30])


def api_places(world):
    for route in all_routes():
        if route.in_api and route.template not in OPEN:
            found = list(places(route, mine=world.mine, theirs=world.theirs, never=world.never))
            yield found[0].theirs if found else own_path(route, world.mine)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_what_others_have_is_a_404_in_the_api(world, admin, method):
    for path in api_places(world):
        assert admin.ask(Question(method=method, path=path)).status in (404, 405), path


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"])
def test_the_anonymous_get_nowhere_in_the_api(world, method):
    for path in api_places(world):
        assert Asker().ask(Question(method=method, path=path)).status == 401, path


def test_every_text_of_every_model_is_a_canary(world):
    bare = bare_columns(world.theirs.organization)
    assert not bare, (
        "These hold no canary; let the factory fill them, or say in"
        f" config/tests/tenancy/canaries.py why they cannot (WORDLESS): {bare}"
    )


def test_every_query_parameter_is_asked_with_what_others_have():
    assert not undescribed(), (
        "Say in config/tests/tenancy/queries.py which column of others these are about (ABOUT), or"
        f" a value that names nothing (PLAIN): {undescribed()}"
    )


def test_every_query_parameter_that_a_page_reads_is_known(world, admin):
    routes = [route for route in all_routes() if not route.in_admin and route.template not in OPEN]
    pages = [own_path(route, world.mine) for route in routes]
    answers = [admin.ask(Question(method="GET", path=path)) for path in pages]
    read = {name for answer in answers for name in answer.read}
    assert {"page", "arm", "board", "from"} <= read
    assert read <= KNOWN, (
        "Say in config/tests/tenancy/queries.py which column of others these are about (ABOUT), or"
        f" a value that names nothing (PLAIN): {sorted(read - KNOWN)}"
    )


@pytest.fixture
def admin(world):
    return signed_in(member(world.mine.organization))


def test_every_body_is_filled_with_what_others_have(world, admin):
    routes = [route for route in all_routes() if not route.in_admin]
    unknown = unknown_bodies(admin, routes, rows=world.mine)
    assert not unknown, (
        "Say in config/tests/tenancy/bodies.py what these read (BODIES), with every name and id"
        f" taken from the rows it is given: {unknown}"
    )


@pytest.mark.parametrize("place", [place for place, body in BODIES.items() if body])
def test_ones_own_body_is_accepted(world, admin, place):
    """Else a refusal of what others have would prove nothing."""
    method, _, template = place.partition(" ")
    [route] = [route for route in all_routes() if route.template == template]
    body = BODIES[place](world.mine)
    answer = admin.ask(sent(method, route, own_path(route, world.mine), body, frozenset()))
    assert answer.status < 400, answer.body
