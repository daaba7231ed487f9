"""Neither one stage nor one organisation takes all of a worker's threads."""

from uuid import uuid4

import pytest

from experiments.seats import Guest, Seats, share

A, B = uuid4(), uuid4()


def guest(organization=A, *, stage="v", most=4):
    return Guest(key=(stage, uuid4()), organization=organization, most=most)


def seated(seats, *guests):
    return [seats.take(each) for each in guests]


def test_who_finds_no_seat_has_the_next_one_that_is_free_in_the_order_of_coming():
    seats = Seats()
    one, two, three, four = (guest(most=2) for _ in range(4))

    assert seated(seats, one, two, three, four, three) == [True, True, False, False, False]
    assert seats.pass_on(one.key) == three.key
    assert seats.pass_on(two.key) == four.key
    assert [seats.has(each.key) for each in (one, two, three, four)] == [False, False, True, True]
    assert seats.pass_on(three.key) is None
    assert seats.pass_on(four.key) is None


def test_a_run_takes_one_seat_however_often_it_comes():
    seats, one = Seats(), guest(most=2)

    assert seated(seats, one, one) == [True, False]
    assert seats.take(guest(most=2))
    assert seats.pass_on(one.key) is None


def test_stages_do_not_take_each_others_seats():
    seats = Seats()

    assert seated(seats, guest(most=1), guest(most=1)) == [True, False]
    assert seats.take(guest(stage="attempts", most=1))


def test_an_organisation_has_half_of_the_seats_however_many_runs_it_has():
    seats = Seats()

    assert sum(seated(seats, *(guest(A, most=16) for _ in range(20)))) == 8
    assert sum(seated(seats, *(guest(B, most=16) for _ in range(20)))) == 8


@pytest.mark.parametrize(("most", "expected"), [(1, 2), (2, 2), (3, 2), (8, 4), (16, 8)])
def test_it_may_have_two_of_the_few(most, expected):
    assert share(most) == expected


def test_a_seat_is_wanted_where_somebody_would_get_it():
    seats = Seats()
    mine, other = guest(A), guest(B)
    assert seated(seats, mine, guest(A), other) == [True, True, True]
    assert not seats.wanted(mine.key)

    assert not seats.take(guest(A))  # more than half
    assert seats.wanted(mine.key)
    assert not seats.wanted(other.key)


def test_who_has_the_fewest_seats_has_the_next_one():
    seats = Seats()
    C = uuid4()
    holders = [guest(owner) for owner in (A, A, B, B)]
    assert all(seated(seats, *holders))
    late, last = guest(A), guest(C)
    assert seated(seats, late, last) == [False, False]

    assert seats.pass_on(holders[0].key) == last.key
    assert seats.pass_on(holders[1].key) == late.key
