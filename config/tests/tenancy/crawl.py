"""Asking the same of what others have and of what never was, wherever that can be named."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from inspect import unwrap
from typing import Any

from django.contrib.admin import site
from django.urls import resolve

from config.tests.tenancy.admin_questions import admin_pairs
from config.tests.tenancy.asking import Answer, Asker, Pair, Question, likeness, news
from config.tests.tenancy.bodies import (
    BODIES,
    FORMS,
    NOT_ALLOWED,
    UNSAFE,
    body_for,
    form_of,
    mixed,
    sent,
)
from config.tests.tenancy.noticing import noticed, undone
from config.tests.tenancy.ownership import fingerprint, keys_of
from config.tests.tenancy.queries import PLAIN, queries
from config.tests.tenancy.routes import Place, Route, own_path, places
from config.tests.tenancy.rows import Rows, World
from experiments.models import IdempotentRequest
from organizations.models import Organization

VARY = re.compile("^Vary: .*\n", re.M)  # says whether the asker comes with a session
OK, BAD = 200, 400
MALFORMED = "{"
SAFE = ("GET", "HEAD", "OPTIONS")
ALL = ("GET", "HEAD", "OPTIONS", "DELETE", *UNSAFE)
FEW = ("GET", "POST")
READ = ("GET",)
# Pages of the admin that are no forms: what happened to a row, and ways to its page.
READ_ONLY = ("/history/", "{object_id}/")
# The same document for everybody, and slow to make: asked for once, without questions.
DOCUMENTS = ("/api/v1/schema/",)
# Pages with a new secret at every look: no two are alike.
NEVER_ALIKE = ("/security/app/", "/security/keys/add/", "/security/recovery/new/")


@dataclass(slots=True, kw_only=True)
class Findings:
    """What should not be, in sentences; and how often it was answered with which status. `absent`
    is what anybody was answered about what never was, by the whole question: who is answered the
    same about what others have need not ask that again."""

    theirs: Organization
    absent: dict[str, str]
    ways: set[Any] = field(default_factory=set)
    first: tuple[Question, Answer] | None = None
    before: dict[str, list[str]] = field(init=False)
    keys: frozenset[str] = field(init=False)
    said: list[str] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.before = fingerprint(self.theirs)
        self.keys = keys_of(self.theirs)

    def note(self, answer: Answer, question: Question) -> None:
        self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
        if told := news(answer, question=question, keys=self.keys):
            self.said.append(f"leaks {told[:4]}: {question.line}")
        if answer.status >= 500:
            self.said.append(f"answers {answer.status}: {question.line}")

    def note_changes(self, question: Question, written: set[str]) -> None:
        after = fingerprint(self.theirs, tables=written)
        before = {name: self.before[name] for name in after}
        if after != before:
            gone = _changes(before, after)
            self.said.append(f"changes rows of others: {question.line}{gone}")

    def compare(self, question: Question, one: str, two: str) -> None:
        if one != two and question.path not in NEVER_ALIKE:
            self.said.append(f"is not like what never was: {question.line}{_gap(one, two)}")


def crawl(
    asker: Asker,
    routes: list[Route],
    *,
    world: World,
    most: bool = True,
    absent: dict[str, str] | None = None,
    outside: bool = False,
) -> Findings:
    """Whoever may do most in an area asks it everything: by every method, and with what is not his
    own in queries, bodies and forms too. Others ask for it by its address, to see and to change it:
    what is made of the rest of a question is the same code for all. Who stands `outside` has no
    page of his own: what others have is the first that he asks for."""
    findings = Findings(theirs=world.theirs.organization, absent={} if absent is None else absent)
    for route in routes:
        if route.template in DOCUMENTS and not most:
            continue
        own = _first(route, world, outside=outside)
        shown = _ask_one(asker, own, findings)
        findings.first = own, shown
        if not most:
            _ask_all(asker, named(route, world=world, shown=shown), findings, alike=_any)
            continue
        methods = _methods(route, own.path, shown, findings.ways)
        _ask_all(asker, addressed(route, methods, world=world), findings, alike=_method)
        if not shown.leads_to_sign_in:
            _ask_all(asker, filled_in(route, world=world, shown=shown), findings)
    return findings


def _first(route: Route, world: World, *, outside: bool) -> Question:
    if outside:
        for place in places(route, mine=world.mine, theirs=world.theirs, never=world.never):
            return place.asked("GET")[0]
    return Question(method="GET", path=own_path(route, world.mine))


def named(route: Route, *, world: World, shown: Answer) -> Iterator[Pair]:
    """To be seen; and by the methods that the route takes, with the body that would fit."""
    methods = ("DELETE", *UNSAFE) if route.in_api else FORMS
    taken = [
        each for each in methods if shown.takes(each) and not route.template.endswith(READ_ONLY)
    ]
    for place in places(route, mine=world.mine, theirs=world.theirs, never=world.never):
        yield place.asked("GET")
        for method in taken:
            body = _bodies(method, route, world)[-1]
            yield place.asked(method, body=body, content_type=form_of(route))


def addressed(route: Route, methods: tuple[str, ...], *, world: World) -> Iterator[Pair]:
    for place in places(route, mine=world.mine, theirs=world.theirs, never=world.never):
        yield from _in_path(route, place, world, methods)


def filled_in(route: Route, *, world: World, shown: Answer) -> Iterator[Pair]:
    if route.in_api:
        own = Question(method="OPTIONS", path=own_path(route, world.mine))
        yield own, own
    if shown.status == OK and not route.in_admin and route.template not in DOCUMENTS:
        yield from _in_query(route, world, shown)
    yield from _in_body(route, world)
    if route.in_admin:
        yield from admin_pairs(route, world, shown)


def _methods(route: Route, path: str, shown: Answer, ways: set[Any]) -> tuple[str, ...]:
    """The API says which methods an address takes: of those that it does not, one stands for all.
    A page of the admin takes any for a GET, but for a POST where it is a form: they are asked of
    one page that is made in the same way."""
    if route.in_api:
        taken = [method for method in ALL if method in SAFE or shown.takes(method)]
        return *taken, *[method for method in ALL if method not in taken][:1]
    if not route.in_admin:
        return ALL
    view = unwrap(resolve(path).func)
    model_admin = type(site._registry.get(route.model))  # type: ignore[arg-type]
    made_by = getattr(view, "view_class", None) or getattr(view, "__func__", view)
    way = made_by, getattr(model_admin, "changeform_view", None)
    if shown.status < BAD and way not in ways:
        ways.add(way)
        return ALL
    return READ if route.template.endswith(READ_ONLY) else FEW


def _any(_: Question) -> str:
    return ""


def _method(question: Question) -> str:
    return question.method


def _ask_all(
    asker: Asker,
    asked: Iterator[Pair],
    findings: Findings,
    *,
    alike: Callable[[Question], str] | None = None,
) -> None:
    """A method that a route does not know is asked of it once. Of questions that are `alike`, what
    is answered as one was about what never was tells nothing more."""
    unknown: set[str] = set()
    seen: dict[str, set[str]] = defaultdict(set)
    for pair in asked:
        method = pair[0].method
        known = seen[alike(pair[0])] if alike else set()
        if method not in unknown and _ask(asker, pair, findings, known) == NOT_ALLOWED:
            unknown.add(method)


def _ask(asker: Asker, pair: Pair, findings: Findings, seen: set[str]) -> int:
    """The status that what belongs to others was answered with."""
    real, none = pair
    first, shown = findings.first or (None, None)
    answer = shown if shown and real == first else _ask_one(asker, real, findings)
    if real == none:
        return answer.status
    said = likeness(answer, question=real)
    if said not in seen and VARY.sub("", said) != findings.absent.get(none.whole):
        other = likeness(_ask_one(asker, none, findings), question=none)
        findings.compare(real, said, other)
        findings.absent[none.whole] = VARY.sub("", other)
        said = other
    seen.add(said)
    return answer.status


def _ask_one(asker: Asker, question: Question, findings: Findings) -> Answer:
    with noticed() if question.method in SAFE else undone() as written:
        answer = asker.ask(question)
        if written:
            findings.note_changes(question, written)
    findings.note(answer, question)
    return answer


def _in_path(route: Route, place: Place, world: World, methods: tuple[str, ...]) -> Iterator[Pair]:
    for method in [each for each in methods if each not in UNSAFE]:
        yield place.asked(method)
    if not route.in_admin:
        yield place.asked("GET", query=PLAIN)
    for method in [each for each in methods if each in UNSAFE]:
        for body in _bodies(method, route, world):
            yield place.asked(method, body=body, content_type=form_of(route))


def _bodies(method: str, route: Route, world: World) -> list[Any]:
    """What is said to rows of others: that they be deleted, nonsense, and what would fit."""
    if route.in_admin:
        return [{"post": "yes"}]
    fitting = body_for(method, route)
    return [MALFORMED, fitting(world.mine) if fitting else ""]


def _in_query(route: Route, world: World, shown: Answer) -> Iterator[Pair]:
    path = own_path(route, world.mine)
    both = (queries(rows, route, shown) for rows in world.others)
    for (real, told_real), (none, told_none) in zip(*both, strict=True):
        yield (
            Question(method="GET", path=path, query=real, told=told_real),
            Question(method="GET", path=path, query=none, told=told_none),
        )


def _in_body(route: Route, world: World) -> Iterator[Pair]:
    path = own_path(route, world.mine)
    for method in UNSAFE:
        if f"{method} {route.template}" in BODIES:
            yield _keyed(method, path, world.theirs), _keyed(method, path, world.never)
        if body := body_for(method, route):
            both = (mixed(body, mine=world.mine, others=rows) for rows in world.others)
            for real, none in zip(*both, strict=True):
                yield sent(method, route, path, *real), sent(method, route, path, *none)


def _keyed(method: str, path: str, rows: Rows) -> Question:
    """Under a key that others have used: what they were answered is not mine to hear."""
    key = rows[IdempotentRequest].key
    headers = {"Idempotency-Key": key}
    return Question(method=method, path=path, body={}, headers=headers, told=frozenset({key}))


def _changes(before: dict[str, list[str]], after: dict[str, list[str]]) -> str:
    lost = [f"\n      - {row}" for name in before for row in set(before[name]) - set(after[name])]
    new = [f"\n      + {row}" for name in before for row in set(after[name]) - set(before[name])]
    return "".join(lost[:3] + new[:3])


def _gap(one: str, two: str) -> str:
    start = next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), 0)
    around = slice(max(start - 60, 0), start + 120)
    return f"\n      {one[around]!r}\n      {two[around]!r}"
