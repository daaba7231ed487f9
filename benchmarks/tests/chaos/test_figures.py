"""Figures say what was promised, and whether it held."""

from benchmarks.chaos.command import parse
from benchmarks.chaos.figures import at_least, at_most, below, broken, exactly, render
from benchmarks.chaos.provider import Asked
from benchmarks.chaos.scenarios.limits import most_in_a_minute
from benchmarks.chaos.told import differing


def test_a_figure_holds_up_to_its_limit_and_no_further():
    assert [at_most("a", seen, 3).held for seen in (2, 3, 4)] == [True, True, False]
    assert [at_least("a", seen, 3).held for seen in (2, 3, 4)] == [False, True, True]
    assert [exactly("a", seen, 3).held for seen in (2, 3, 4)] == [False, True, False]
    assert [below("a", seen, 3).held for seen in (2, 3)] == [True, False]
    assert not broken("a", "stuck").held


def test_the_table_names_promise_figure_limit_and_what_fell_short():
    table = render([("Poison", at_most("kills", 4, 3)), ("Outage", exactly("failed", 0, 0))])
    assert table.splitlines() == [
        "promise | figure | seen | limit | held",
        "Poison  | kills  | 4    | <= 3  | NO",
        "Outage  | failed | 0    | = 0   | yes",
    ]


def test_scenarios_are_chosen_by_name():
    assert parse(["--only", "poison", "outage", "--size", "9"]).only == ["poison", "outage"]


def test_calls_are_counted_in_every_window_of_a_minute():
    assert most_in_a_minute([asked(at) for at in (0, 30, 59.9, 60, 89, 200)]) == 4


def test_sums_that_differ_are_named_with_both():
    counted = {("calls", "ok"): 2.0, ("calls", "lost"): 1.0, ("usd",): 0.1 + 0.2}
    stored = {("calls", "ok"): 2, ("calls", "other"): 1, ("usd",): 0.3}
    assert differing(counted, stored) == ["calls lost: 1 of 0", "calls other: 0 of 1"]


def asked(at: float) -> Asked:
    return Asked(at=at, model="m", prompt="p", number=1, peer=1)
