"""Ranks and what the paired tests leave open."""

from leaderboards.tests.statistics_runs import attempts_of, once, summary_of


def board(arms, name="quality", column="validation_score"):
    rows = attempts_of(column, {arm: once(values) for arm, values in arms.items()})
    return summary_of(rows)["leaderboards"][name]["entries"]


def standings(entries):
    return {entry["arm"]: (entry["rank"], entry["rank_interval"]) for entry in entries}


def share(solved, n=40):
    return [1.0] * solved + [0.0] * (n - solved)


def test_ranks_are_ranges_that_significant_pairs_narrow():
    entries = board({"a": share(5), "b": share(38), "c": share(36)})
    assert [entry["arm"] for entry in entries] == ["b", "c", "a"]
    assert standings(entries) == {"b": (1, [1, 2]), "c": (2, [1, 2]), "a": (3, [3, 3])}
    assert [entry["indistinguishable_from"] for entry in entries] == [["c"], ["b"], []]


def test_being_indistinguishable_is_not_transitive():
    entries = board({"a": share(40), "b": share(35), "c": share(30)})
    assert {e["arm"]: e["indistinguishable_from"] for e in entries} == {
        "a": ["b"],
        "b": ["a", "c"],
        "c": ["b"],
    }
    assert standings(entries) == {"a": (1, [1, 2]), "b": (2, [1, 3]), "c": (3, [2, 3])}


def test_equal_estimates_share_a_rank_and_the_next_one_counts_both():
    entries = board({"b": share(9), "a": share(9), "c": share(5)})
    assert [(entry["arm"], entry["rank"]) for entry in entries] == [("a", 1), ("b", 1), ("c", 3)]
    assert all(entry["rank_interval"] == [1, 3] for entry in entries)


def test_estimates_that_differ_by_rounding_share_a_rank():
    entries = board({"a": [0.1 + 0.2] * 30, "b": [0.3] * 30})
    assert [entry["rank"] for entry in entries] == [1, 1]


def test_less_is_better_for_latency():
    entries = board({"a": [900.0] * 30, "b": [100.0] * 30}, "latency", "latency_ms")
    assert standings(entries) == {"b": (1, [1, 1]), "a": (2, [2, 2])}


def test_fewer_than_30_tasks_withhold_the_rank_but_count_for_others():
    entries = board({"z": share(29, 29), "b": share(30, 30), "c": share(0, 30)})
    assert [entry["arm"] for entry in entries] == ["b", "c", "z"]
    assert standings(entries) == {"b": (1, [1, 2]), "c": (3, [3, 3]), "z": (None, None)}
    assert entries[2]["estimate"] == 1
    assert entries[2]["indistinguishable_from"] == ["b"]


def test_withheld_arms_are_listed_by_key_and_empty_ones_last():
    entries = board({"a": [None], "c": [1.0], "b": [0.0]})
    assert [entry["arm"] for entry in entries] == ["b", "c", "a"]


def test_a_lone_arm_is_first_of_one():
    (entry,) = board({"a": share(20)})
    assert (entry["rank"], entry["rank_interval"]) == (1, [1, 1])
    assert entry["indistinguishable_from"] == []
