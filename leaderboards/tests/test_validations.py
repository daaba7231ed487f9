"""Which validation counts: one order of all there can be, told apart from the way it came about."""

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.states import ValidationStatus
from leaderboards.statistics.outcomes import validation_score_of
from leaderboards.validations import KINDS, Kind, place_of, score_of

FAILED, ERROR, PASSED = ValidationStatus.FAILED, ValidationStatus.ERROR, ValidationStatus.PASSED
NOT_RUN = ValidationStatus.NOT_RUN
OURS = [kind for kind in KINDS if kind.ours]
THEIRS = [kind for kind in KINDS if not kind.ours and kind.status]
SCORES = (None, 0.0, 0.5, 1.0)

said = st.tuples(st.sampled_from(THEIRS), st.sampled_from(SCORES))
ours = st.none() | st.tuples(st.sampled_from(OURS), st.sampled_from(SCORES))


def counted(rows, *, awaited):
    return min(rows, key=lambda row: (place_of(row[0], awaited=awaited), score_of(*row)))


def one_after_the_other(rows, *, awaited):
    """The same, as it is told: each that comes may take the place of the one before."""
    known = rows[0]
    for row in rows[1:]:
        if outweighs(row, known, awaited=awaited):
            known = row
    return known


def outweighs(row, known, *, awaited):
    status, other = row[0].status, known[0].status
    if status in (None, NOT_RUN):
        return other is None
    if other in (None, NOT_RUN) or (awaited and known[0].broken):
        return True
    worse = goodness(row) < goodness(known)
    return (awaited or not known[0].ours) and worse


def goodness(row):
    score = validation_score_of(status=row[0].status, score=row[1])
    return [FAILED, ERROR, PASSED].index(row[0].status), score or 0.0


def means(row):
    kind = row[0]
    open_ = kind.status in (None, NOT_RUN)
    return (kind.status,) if open_ else (kind.status, kind.broken, *goodness(row))


@given(ours, st.lists(said, max_size=4), st.booleans())
def test_what_counts_does_not_depend_on_who_came_first(own, posted, awaited):
    rows = [own, *posted] if own else posted
    if not rows:
        return
    expected = means(one_after_the_other(rows, awaited=awaited))
    for order in permutations(posted):
        found = counted([own, *order] if own else order, awaited=awaited)
        assert means(found) == expected


@pytest.mark.parametrize(("kind", "awaited"), [*product(KINDS, (False, True))])
def test_every_kind_has_its_place(kind, awaited):
    assert place_of(kind, awaited=awaited) in range(7)


def test_no_kind_comes_twice_and_each_status_is_there():
    assert len(set(KINDS)) == len(KINDS)
    assert {kind.status for kind in KINDS} == {None, *ValidationStatus}
    assert Kind(ours=True, broken=True, status=ERROR) in KINDS
