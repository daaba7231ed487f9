"""Planning covers every cell once, and a run that stops half way has seen all arms alike."""

from collections import Counter
from itertools import islice, product

from hypothesis import given
from hypothesis import strategies as st

from experiments.planning import plan

KEYS = st.lists(st.text(min_size=1), unique=True, max_size=6)


@given(arms=KEYS, tasks=KEYS, repeats=st.integers(0, 4))
def test_every_cell_is_planned_once(arms, tasks, repeats):
    planned = list(plan(arms, tasks, repeats=repeats))
    assert Counter(planned) == Counter(product(arms, tasks, range(1, repeats + 1)))


@given(arms=KEYS, tasks=KEYS, repeats=st.integers(1, 4), stop=st.integers(0, 100))
def test_arms_never_differ_by_more_than_one_attempt_on_the_way(arms, tasks, repeats, stop):
    seen = Counter(arm for arm, _, _ in islice(plan(arms, tasks, repeats=repeats), stop))
    counts = [seen[arm] for arm in arms]
    assert max(counts, default=0) - min(counts, default=0) <= 1


@given(arms=KEYS, tasks=KEYS, repeats=st.integers(1, 4))
def test_no_task_is_repeated_before_every_task_was_seen(arms, tasks, repeats):
    numbers = [repeat for _, _, repeat in plan(arms, tasks, repeats=repeats)]
    assert numbers == sorted(numbers)
