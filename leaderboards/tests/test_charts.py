"""Forest plots: geometry that holds whatever the figures are."""

from hypothesis import example, given
from hypothesis import strategies as st

from leaderboards.charts import LEFT, RIGHT, Axis, Mark, forest, scale_for, ticks_of
from leaderboards.presenters import figures

amounts = st.floats(min_value=1e-9, max_value=1e9)


def mark(estimate, low=None, high=None):
    return Mark(label="a", estimate=estimate, low=low, high=high)


@st.composite
def marks(draw):
    estimate = draw(amounts)
    low, high = draw(st.floats(0, 1)), draw(st.floats(1, 1e6))
    return mark(estimate, estimate * low, estimate * high)


def place(text):
    return float(text.removesuffix("%"))


@given(st.lists(marks(), min_size=1, max_size=8), st.sampled_from([Axis.ZERO, Axis.LOG]))
def test_everything_is_drawn_between_the_ends_and_in_order(given_marks, axis):
    drawn = forest(given_marks, axis=axis, write=figures.usd).marks
    for item in drawn:
        assert LEFT <= place(item.x1) <= place(item.x) <= place(item.x2) <= RIGHT


@given(st.lists(marks(), min_size=1, max_size=8), st.sampled_from(list(Axis)))
def test_there_are_a_handful_of_ticks_within_the_scale(given_marks, axis):
    scale = scale_for(given_marks, axis=axis)
    ticks = ticks_of(scale)
    assert 2 <= len(ticks) <= 9
    assert ticks == sorted(set(ticks))
    assert all(scale.low <= tick <= scale.high * (1 + 1e-9) for tick in ticks)


def test_an_interval_that_would_crowd_out_the_rest_is_cut_and_marked():
    wild, tame = forest(
        [mark(10.0, 0.001, 1e6), mark(12.0, 11.0, 13.0)], axis=Axis.LOG, write=figures.usd
    ).marks
    assert (wild.cut_low, wild.cut_high) == (True, True)
    assert (tame.cut_low, tame.cut_high) == (False, False)


def test_an_arm_without_an_estimate_keeps_its_row():
    empty, known = forest([mark(None), mark(0.5)], axis=Axis.FRACTION, write=figures.percent).marks
    assert (empty.x, empty.x1) == (None, None)
    assert known.x is not None
    assert known.x1 is None


def test_a_zero_takes_the_logarithm_away():
    chart = forest([mark(0.0), mark(5.0, 4.0, 6.0)], axis=Axis.LOG, write=figures.milliseconds)
    assert not chart.logarithmic


@given(
    st.lists(st.floats(0, 1e15) | st.floats(0, 1e-11), min_size=1, max_size=8),
    st.sampled_from(list(Axis)),
)
@example([1e-13, 2e-13], Axis.LOG)
@example([5e-324, 5e-324], Axis.LOG)
def test_even_the_smallest_figures_are_drawn(estimates, axis):
    drawn = forest([mark(each) for each in estimates], axis=axis, write=figures.usd).marks
    assert all(LEFT <= place(item.x) <= RIGHT for item in drawn)


def test_costs_far_apart_are_drawn_on_a_logarithmic_scale():
    near = forest([mark(1.0), mark(2.0)], axis=Axis.ZERO, write=figures.usd)
    far = forest([mark(1.0), mark(200.0)], axis=Axis.ZERO, write=figures.usd)
    assert (near.logarithmic, far.logarithmic) == (False, True)


def test_ticks_are_written_without_idle_zeros():
    chart = forest([mark(0.5)], axis=Axis.FRACTION, write=figures.percent)
    assert [tick.label for tick in chart.ticks] == ["0%", "20%", "40%", "60%", "80%", "100%"]
