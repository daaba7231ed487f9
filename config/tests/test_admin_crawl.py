"""As staff of one organisation, following every link of the admin: nothing of another's is seen."""

import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urldefrag, urljoin

import pytest
from django.contrib import admin
from django.urls import reverse

from config.tests.test_admin_scoping import CANARY, filled_organization
from organizations.audit.models import AuditEntry
from organizations.tests.markup import assert_strict
from organizations.tests.staff import signed_in, staff_of, superuser
from providers.models import Connection

pytestmark = pytest.mark.django_db
AUDIT = reverse("admin:organizations_audit_auditentry_changelist")
LIST = re.compile(r"/admin/(\w+/\w+/)?(\?|\Z)")  # elsewhere a question only leads back to a list
ENOUGH = 4  # kinds of questions to one list; more of them show nothing new
TO_THE_AUDIT = [
    "",
    "?q=canary",
    "?_facets=True",
    "?o=-1.2.3.4.5",
    "?who=none",
    "?who=1",
    "?who=99999999999999999999999",
    "?what=1",
    "?what=connection",
    "?organization__id__exact={theirs}",
    "?action__exact=2",
    "?timestamp__gte=2000-01-01+00:00:00%2B00:00",
    "?changes__name__contains=canary",
    "?object_repr__startswith=canary",
    "?actor__password__startswith=a",
    "?organization__slug__startswith=canary",
    "?e=1",
    "?all=",
    "?p=99",
]


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("href", "action") and value]


def links_of(page, address):
    collector = _Links()
    collector.feed(page.content.decode())
    joined = (urldefrag(urljoin(address, link)).url for link in collector.found)
    inside = (link for link in joined if link.startswith("/admin/") and "logout" not in link)
    return [link if LIST.match(link) else link.partition("?")[0] for link in inside]


@pytest.fixture(scope="module")
def mine(kept_rows, bare_admin):
    theirs = filled_organization(CANARY)
    Connection.objects.filter(organization=theirs).first().delete()
    return filled_organization("mine")


def crawl(client):
    """Each address once; of each path one question of a kind, and only so many."""
    seen, asked, waiting = {}, {}, ["/admin/"]
    while waiting:
        address = waiting.pop()
        path, _, query = address.partition("?")
        kinds, kind = asked.setdefault(path, set()), frozenset(parse_qs(query))
        if kind in kinds or len(kinds) >= ENOUGH:
            continue
        kinds.add(kind)
        page = client.get(address)
        seen[address] = page
        if page.status_code == 200 and page["Content-Type"].startswith("text/html"):
            waiting += links_of(page, address)
    return seen


def test_no_link_leads_to_anything_of_another_organisation(mine):
    pages = crawl(signed_in(staff_of(mine)))
    codes = {page.status_code: address for address, page in pages.items()}
    assert set(codes) <= {200, 302, 405}, codes
    leaks = [address for address, page in pages.items() if CANARY in page.content.decode()]
    assert leaks == []
    histories = [address for address in pages if address.endswith("/history/")]
    assert len(pages) > 100
    assert len(histories) > 10
    for address in ("/admin/", AUDIT, *histories):
        assert_strict(pages[address])


def test_no_question_to_the_audit_is_answered_with_rows_of_others(mine):
    theirs = AuditEntry.objects.filter(object_repr__contains=CANARY).exclude(organization=None)
    owner, client = theirs.first().organization_id, signed_in(staff_of(mine))
    for question in TO_THE_AUDIT:
        page = client.get(AUDIT + question.format(theirs=owner), follow=True)
        assert page.status_code in (200, 400), question
        shown = page.content.decode().replace("q=canary", "").replace('value="canary"', "")
        assert CANARY not in shown.replace(question, ""), question


def test_entries_of_others_and_of_rows_that_are_gone_are_as_absent_as_none(mine):
    client = signed_in(staff_of(mine))
    theirs = AuditEntry.objects.exclude(organization=mine)
    assert theirs.filter(action=AuditEntry.Action.DELETE).exists()
    answers = [
        client.get(audit_page(page, entry))
        for entry in theirs
        for page in ("change", "history", "delete")
    ]
    codes = [answer.status_code for answer in answers]
    assert set(codes) <= {302, 403, 404}
    # Why one was led away is said on the next page that shows anything.
    told = "".join(answer.content.decode() for answer in [*answers, client.get(AUDIT)])
    assert told.count("Perhaps it was deleted?") == codes.count(302) > 0
    assert CANARY not in told


def audit_page(page, entry):
    return reverse(f"admin:organizations_audit_auditentry_{page}", args=[entry.pk])


def test_the_audit_is_read_only_even_for_superusers(mine):
    client, entry = signed_in(superuser()), AuditEntry.objects.first()
    args = [entry.pk]
    assert client.get(AUDIT).status_code == 200
    for page, more in (("add", []), ("change", args), ("delete", args)):
        address = reverse(f"admin:organizations_audit_auditentry_{page}", args=more)
        assert client.post(address, {"post": "yes"}).status_code == 403
    assert AuditEntry.objects.filter(pk=entry.pk).exists()
    assert admin.site._registry[AuditEntry].actions is None


def test_a_superuser_finds_changes_by_actor_and_by_kind(mine):
    client = signed_in(superuser())
    page = client.get(f"{AUDIT}?who=none&q=canary")
    assert page.context["cl"].result_count > 0
    kinds = page.context["cl"].filter_specs
    assert {spec.title for spec in kinds} >= {"who", "what"}
