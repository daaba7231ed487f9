"""One stage does not take all of a worker's threads."""

from uuid import uuid4

from experiments.seats import Seats

ONE, TWO, THREE, FOUR = (uuid4() for _ in range(4))


def test_who_finds_no_seat_is_named_when_one_is_free_in_the_order_of_coming():
    seats = Seats()
    assert [seats.take("v", run, most=2) for run in (ONE, TWO, THREE, FOUR, THREE)] == [
        *(True, True),
        *(False, False, False),
    ]

    assert seats.leave("v", ONE) == THREE
    assert seats.take("v", THREE, most=2)
    assert seats.leave("v", TWO) == FOUR
    assert seats.leave("v", THREE) is None


def test_a_run_takes_one_seat_however_often_it_comes():
    seats = Seats()

    assert seats.take("v", ONE, most=2)
    assert not seats.take("v", ONE, most=2)
    assert seats.has("v", ONE)
    assert seats.take("v", TWO, most=2)
    assert seats.leave("v", ONE) is None


def test_stages_do_not_take_each_others_seats():
    seats = Seats()

    assert seats.take("v", ONE, most=1)
    assert not seats.take("v", TWO, most=1)
    assert all(seats.take("attempts", run, most=None) for run in (ONE, TWO, THREE))
