"""People and programs that use the site meanwhile: over HTTP, each at his own pace."""

import http.client
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings

from benchmarks.chaos.members import bearer_value, member_of, signed_in
from organizations.models import Organization

PAUSE_SECONDS = 0.1
AWAY_SECONDS = 0.2


@dataclass(slots=True)
class Visits:
    """Milliseconds of what was answered; what went wrong, but for a site that was away."""

    pages: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    leaving: threading.Event = field(default_factory=threading.Event)

    @property
    def p95_ms(self) -> float:
        ordered = sorted(self.pages)
        return ordered[int(len(ordered) * 0.95)] if ordered else float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    url: str
    cookie: str
    bearer: str
    organization: str

    def read(self, path: str) -> None:
        self._ask(urllib.request.Request(f"{self.url}{path}", headers={"Cookie": self.cookie}))

    def write(self, number: int) -> None:
        """A task set of its own, stored over the API."""
        body = {"name": "visited", "tasks": [{"key": "a", "prompt": f"Do {number}."}]}
        request = urllib.request.Request(
            f"{self.url}/api/v1/organizations/{self.organization}/task-sets/",
            data=json.dumps(body).encode(),
            headers={"Authorization": self.bearer, "Content-Type": "application/json"},
        )
        self._ask(request)

    def _ask(self, request: urllib.request.Request) -> None:
        with urllib.request.urlopen(request, timeout=30) as answer:
            answer.read()


@contextmanager
def visitors(url: str, organization: Organization, *, run_id: UUID) -> Iterator[Visits]:
    """Two who look at the run, two who write, for as long as the block lasts."""
    site, visits = _site(url, organization), Visits()
    paths = (f"/runs/{run_id}/", f"/runs/{run_id}/attempts/")
    turns: list[tuple[Callable[[int], None], list[float]]] = [
        *((lambda number, path=path: site.read(path), visits.pages) for path in paths),
        *(
            (lambda number, part=part: site.write(2 * number + part), visits.writes)
            for part in (0, 1)
        ),
    ]
    threads = [threading.Thread(target=_visit, args=(turn, times, visits)) for turn, times in turns]
    for thread in threads:
        thread.start()
    try:
        yield visits
    finally:
        visits.leaving.set()
        for thread in threads:
            thread.join(60)


def _site(url: str, organization: Organization) -> Site:
    member = member_of(organization)
    cookie = signed_in(member).cookies[settings.SESSION_COOKIE_NAME]
    return Site(
        url=url,
        cookie=f"{settings.SESSION_COOKIE_NAME}={cookie.value}",
        bearer=f"Bearer {bearer_value(member, organization)}",
        organization=organization.slug,
    )


def _visit(turn: Callable[[int], None], times: list[float], visits: Visits) -> None:
    number = 0
    while not visits.leaving.wait(PAUSE_SECONDS):
        number += 1
        began = time.monotonic()
        try:
            turn(number)
        except urllib.error.HTTPError as fault:
            visits.faults.append(f"{fault.code} {fault.read()[:200]!r}")
        except (OSError, http.client.HTTPException):  # killed, or not up again yet
            time.sleep(AWAY_SECONDS)
        else:
            times.append((time.monotonic() - began) * 1000)
