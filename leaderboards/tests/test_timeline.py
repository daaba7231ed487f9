"""The stages of an attempt on one line of time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leaderboards.presenters.timeline import LEFT, RIGHT, Span, chart

START = datetime(2026, 1, 1, tzinfo=UTC)


def span(begin, end, **fields):
    times = {"start": START + timedelta(seconds=begin), "end": START + timedelta(seconds=end)}
    return Span(label="Call 1", kind="call", **times | fields)


def numbers(bar):
    return float(bar.x.rstrip("%")), float(bar.width.rstrip("%"))


def test_bars_stand_where_they_began_and_are_as_long_as_they_took():
    drawn = chart([span(0, 5), span(5, 10)])
    assert [numbers(bar) for bar in drawn.bars] == [(22.0, 31.0), (53.0, 31.0)]
    assert [bar.took for bar in drawn.bars] == ["5.00 s", "5.00 s"]
    assert drawn.bars[1].text == "from 5.00 s on for 5.00 s"
    assert [tick.label for tick in drawn.ticks] == ["0", "2 s", "4 s", "6 s", "8 s", "10 s"]


def test_a_failure_is_told_in_words_too():
    assert chart([span(0, 1, failed=True)]).bars[0].text.endswith(", failed")


def test_nothing_and_no_time_at_all_have_no_chart():
    assert chart([]) is None
    assert chart([span(0, 0)]) is None


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e6)), min_size=1, max_size=6))
def test_every_bar_is_seen_and_stays_on_the_line(times):
    drawn = chart([span(begin, begin + took) for begin, took in times])
    for bar in drawn.bars if drawn else ():
        x, width = numbers(bar)
        assert width >= 0.6
        assert x >= LEFT - 0.01
        assert x + width <= RIGHT + 0.02
