"""Who may only read changes nothing of his own organisation either, on no route."""

import pytest

from config.tests.tenancy.asking import Question
from config.tests.tenancy.bodies import UNSAFE, body_for, form_of
from config.tests.tenancy.ownership import fingerprint
from config.tests.tenancy.people import bearing, member, signed_in
from config.tests.tenancy.routes import all_routes, own_path
from organizations.roles import Role, Scope

pytestmark = pytest.mark.django_db
REFUSED = (403, 404, 405)
READERS = {
    "viewer": lambda mine: signed_in(member(mine, Role.VIEWER)),
    "viewer with any token": lambda mine: bearing(member(mine, Role.VIEWER), mine, Scope.ADMIN),
    "admin with a token to read": lambda mine: bearing(member(mine), mine, Scope.READ),
}


@pytest.mark.parametrize("who", READERS)
def test_who_may_only_read_changes_nothing_anywhere(world, who):
    """Found by the resolver, so that a view that forgets to ask for a role is found too."""
    reader = READERS[who](world.mine.organization)
    before = fingerprint(world.mine.organization)
    for route in [route for route in all_routes() if route.in_api]:
        for method in (*UNSAFE, "DELETE"):
            fitting = body_for(method, route)
            question = Question(
                method=method,
                path=own_path(route, world.mine),
                body=fitting(world.mine) if fitting else {},
                content_type=form_of(route),
            )
            assert reader.ask(question).status in REFUSED, question.line
    assert fingerprint(world.mine.organization) == before


def test_a_viewer_changes_nothing_on_any_page(world):
    viewer = READERS["viewer"](world.mine.organization)
    before = fingerprint(world.mine.organization)
    for route in [route for route in all_routes() if not route.in_api and route.parameters]:
        fitting = body_for("POST", route)
        body = fitting(world.mine) if fitting else {"post": "yes"}
        path = own_path(route, world.mine)
        viewer.ask(Question(method="POST", path=path, body=body, content_type=form_of(route)))
    assert fingerprint(world.mine.organization) == before
