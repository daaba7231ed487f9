"""What belongs to another organisation cannot be told from what does not exist."""

from uuid import uuid4

import pytest
from django.urls import reverse

from leaderboards.tests.published import published_run
from organizations.roles import Role
from organizations.tests.factories import OrganizationFactory
from organizations.tests.http import client_of
from organizations.tests.markup import text_of

pytestmark = pytest.mark.django_db
PAGES = ("run", "pairwise", "pairs", "tasks", "attempts", "attempt")


def id_for(page, run):
    return run.arms.first().attempts.first().pk if page == "attempt" else run.pk


@pytest.mark.parametrize("page", PAGES)
def test_a_foreign_page_looks_like_one_that_does_not_exist(page):
    client = client_of(OrganizationFactory(), Role.ADMIN)
    theirs, nobodys = (
        client.get(reverse(page, args=[pk])) for pk in (id_for(page, published_run()), uuid4())
    )
    assert theirs.status_code == nobodys.status_code == 404
    assert text_of(theirs) == text_of(nobodys)


@pytest.mark.parametrize("page", PAGES)
def test_a_member_reads_and_an_anonymous_reader_is_asked_to_sign_in(client, page):
    run = published_run()
    address = reverse(page, args=[id_for(page, run)])
    assert client_of(run.experiment.organization).get(address).status_code == 200
    assert client.get(address)["Location"].startswith(reverse("sign-in"))


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_read_only(page):
    run = published_run()
    client = client_of(run.experiment.organization, Role.ADMIN)
    assert client.post(reverse(page, args=[id_for(page, run)])).status_code == 405
