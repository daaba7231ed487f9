"""Sealing comparisons, and finding out whether a sealed one was tampered with.

The comparisons of an organisation are a chain: each has the digest of the one before it in its own,
so that none can be changed, taken out or put in without breaking all that follow. Whoever keeps the
last digest elsewhere knows about the whole chain.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from evaluation.models import Replay
from evaluation.queries import judgements_digest, replay_worked_by
from experiments.models import Attempt, Run
from experiments.states import RunState
from leaderboards.comparing import Judgings, comparison_of, imported, replayed
from leaderboards.formats import moment
from leaderboards.models import Comparison
from leaderboards.queries import sealed_comparison
from leaderboards.statistics.comparison import JudgedTwice
from organizations.digests import canonical, digest
from organizations.models import Organization

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with the chain at one place of it."""

    organization: str
    number: int
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """An organisation's sealed comparisons; `head` is the digest of the last, empty for none."""

    organization: str
    length: int
    head: str
    faults: tuple[Fault, ...]


def seal_replay(work: Run) -> Comparison | None:
    """Compare what was judged, once for each time that the work ends; nothing of a replay that was
    cancelled. To be called in the transaction that ends the work."""
    replay = replay_worked_by(work)
    if replay is None or work.state != RunState.COMPLETED:
        return None
    return _seal(replay, replayed(replay))


def seal_imports(
    *,
    old: Run,
    new: Run,
    rows: Iterable[JudgedTwice],
    profiles: tuple[Json, Json],
    attempt_set_digest: str,
) -> Comparison:
    """Compare the judges of the same attempts that were imported twice: a replay that happened
    elsewhere. `rows` and `profiles` as `comparing.imported` takes them.

    Raises IntegrityError where the second import was compared before.
    """
    with transaction.atomic():
        replay = Replay.objects.create(
            work=new,
            run=old,
            n_attempts=Attempt.objects.filter(run=old).count(),
            attempt_set_digest=attempt_set_digest,
            originals_digest=judgements_digest(old),
        )
        return _seal(replay, imported(rows, profiles=profiles))


def _seal(replay: Replay, judgings: Judgings) -> Comparison:
    ended, earlier = replay.work.finished_at, sealed_comparison(replay.work)
    now = max(timezone.now(), ended) if ended else timezone.now()
    follows = {"number": earlier.number, "digest": earlier.digest} if earlier else None
    content = comparison_of(replay, judgings, now=now) | {"follows": follows}
    return append(replay, content=content, now=now)


def append(replay: Replay, *, content: Json, now: datetime) -> Comparison:
    """At the end of the organisation's chain, whose row keeps others from doing so meanwhile."""
    chains = Organization.objects.select_for_update(no_key=True)
    organization = chains.get(pk=replay.run.experiment.organization_id)
    last = Comparison.objects.in_organization(organization).order_by("-number").first()
    number, previous = (last.number + 1, last.digest) if last else (1, "")
    sealed: Comparison = Comparison.objects.create(
        organization=organization,
        number=number,
        run=replay.run,
        work=replay.work,
        content=canonical(content).decode(),
        previous_digest=previous,
        digest=seal_of(content, number=number, previous=previous),
        created_at=now,
    )
    return sealed


def seal_of(content: Json, *, number: int, previous: str | None) -> str:
    """What anybody can compute again from `comparison.json`, without its `seal`."""
    return digest({"comparison": content, "number": number, "previous_digest": previous or None})


def verified() -> list[Chain]:
    """Every organisation's chain that has a link, or lacks one."""
    return [
        chain
        for organization in Organization.objects.order_by("slug")
        if (chain := chain_of(organization)).length or chain.faults
    ]


def chain_of(organization: Organization) -> Chain:
    """Read once, link by link."""
    faults: list[Fault] = []
    length, previous = 0, ""
    rows = Comparison.objects.in_organization(organization).order_by("number")
    for sealed in rows.iterator(chunk_size=50):
        for sentence in _faults_of(sealed, number=length + 1, previous=previous):
            faults.append(_fault(organization, sealed.number, sentence))
        length, previous = sealed.number, sealed.digest
    for replay_id in _unsealed(organization):
        faults.append(_fault(organization, 0, f"Replay {replay_id} ended without a comparison."))
    return Chain(organization=organization.slug, length=length, head=previous, faults=tuple(faults))


def is_intact(sealed: Comparison) -> bool:
    """Whether the row says what was sealed, whatever its neighbours say."""
    return not list(_own_faults(sealed))


def _faults_of(sealed: Comparison, *, number: int, previous: str) -> Iterator[str]:
    if sealed.number != number:
        yield f"Number {number} is missing before it."
    if sealed.previous_digest != previous:
        yield "It does not name the one before it."
    yield from _own_faults(sealed)


def _own_faults(sealed: Comparison) -> Iterator[str]:
    try:
        content = json.loads(sealed.content)
        as_sealed = canonical(content).decode() == sealed.content
        told = _repeated(content)
    except (ValueError, TypeError, KeyError, RecursionError):
        yield "Its content is not what is sealed."
        return
    seal = seal_of(content, number=sealed.number, previous=sealed.previous_digest)
    if not as_sealed or seal != sealed.digest:
        yield "Its content was changed."
    if told != (str(sealed.run_id), str(sealed.work_id), moment(sealed.created_at)):
        yield "Its columns say something else than its content."


def _repeated(content: Json) -> tuple[Any, ...]:
    return content["run"], content["replay"], content["created_at"]


def _unsealed(organization: Organization) -> Sequence[Any]:
    """Replays that ended, maybe not for the first time, and whose comparison of then is gone."""
    ended = Replay.objects.in_organization(organization).filter(work__state=RunState.COMPLETED)
    compared = ended.annotate(compared_at=Max("work__sealed__created_at"))
    gone = Q(compared_at=None) | Q(compared_at__lt=F("work__finished_at"))
    return list(compared.filter(gone).values_list("pk", flat=True))


def _fault(organization: Organization, number: int, sentence: str) -> Fault:
    return Fault(organization=organization.slug, number=number, sentence=sentence)
