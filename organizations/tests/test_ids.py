"""Ids are UUIDs of version 7, and those made in one go sort as they were made."""

import time
from itertools import islice
from uuid import RFC_4122

from organizations.ids import ascending_uuid7s, uuid7

MADE = 5_000


def milliseconds(value):
    return value.int >> 80


def test_an_id_is_a_version_7_uuid_of_its_moment():
    before = time.time_ns() // 1_000_000
    ids = [uuid7() for _ in range(MADE)]
    after = time.time_ns() // 1_000_000
    assert {(value.version, value.variant) for value in ids} == {(7, RFC_4122)}
    assert all(before <= milliseconds(value) <= after for value in ids)
    assert len(set(ids)) == MADE


def test_ids_made_in_one_go_ascend_and_are_of_one_moment():
    ids = list(islice(ascending_uuid7s(), MADE))
    assert {(value.version, value.variant) for value in ids} == {(7, RFC_4122)}
    assert ids == sorted(set(ids))
    assert len({milliseconds(value) for value in ids}) == 1


def test_two_rows_of_ids_do_not_meet():
    one, other = ascending_uuid7s(), ascending_uuid7s()
    assert not set(islice(one, MADE)) & set(islice(other, MADE))
