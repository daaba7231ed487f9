"""Two boards against each other: who is on the line, and where the names go."""

from hypothesis import given, settings
from hypothesis import strategies as st

from leaderboards.labels import HEIGHT, WIDTHS, Spot, box_of, dot_of, place_labels
from leaderboards.presenters import figures
from leaderboards.scatter import Arm, Span, scatter

points = st.tuples(st.floats(1e-6, 1e6), st.floats(0, 1))


def arm(name, across, up):
    return Arm(label=name, across=Span(across), up=Span(up))


def drawn(*arms):
    return scatter(arms, write_across=figures.usd, write_up=figures.percent)


def on_line(chart):
    return [point.label for point in chart.points if point.on_line]


def place(text):
    return float(text.removesuffix("%"))


def test_those_that_no_other_beats_are_on_the_line_and_the_rest_is_behind_some_of_them():
    chart = drawn(arm("cheap", 1, 0.4), arm("middle", 2, 0.3), arm("dear", 9, 0.9))
    assert on_line(chart) == ["cheap", "dear"]
    assert [point.behind for point in chart.points] == [(), ("cheap",), ()]


def test_equals_are_on_the_line_together():
    assert on_line(drawn(arm("a", 1, 0.5), arm("b", 1, 0.5), arm("c", 1, 0.4))) == ["a", "b"]


def test_one_arm_is_a_drawing_too():
    (point,) = drawn(arm("only", 0, 0)).points
    assert point.on_line
    assert point.name.text == "only"


@settings(max_examples=40)
@given(st.lists(points, min_size=1, max_size=15))
def test_everything_is_drawn_within_the_plot_and_the_line_only_goes_up_and_right(given_points):
    chart = drawn(*(arm(f"a{n}", x, y) for n, (x, y) in enumerate(given_points)))
    for point in chart.points:
        assert 0 <= place(point.x) <= 100
        assert 0 <= place(point.y) <= 100
    for step in chart.steps:
        assert place(step.x1) <= place(step.x2)
        assert place(step.y1) >= place(step.y2)
    assert on_line(chart)


def test_costs_far_apart_are_drawn_on_a_logarithmic_scale_and_bars_only_of_few_arms():
    near = drawn(arm("a", 1, 0.5), arm("b", 2, 0.5))
    far = drawn(*(arm(str(n), 10.0**n, 0.5) for n in range(9)))
    assert (near.logarithmic, far.logarithmic) == (False, True)
    assert (near.barred, far.barred) == (True, False)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(1, 99), st.floats(1, 99)), min_size=1, max_size=12))
def test_names_cover_neither_each_other_nor_a_point_or_else_are_numbers(places):
    spots = [Spot(*each) for each in places]
    placed, numbered = place_labels(spots, names=["albatross"] * len(spots))
    assert len(placed) == len(spots)
    if numbered:
        assert placed[0].text == "1"
        return
    for width in WIDTHS:
        boxes = [box_of(spot, name, width) for spot, name in zip(spots, placed, strict=True)]
        dots = [dot_of(spot, width) for spot in spots]
        for number, box in enumerate(boxes):
            others = boxes[:number] + boxes[number + 1 :] + dots
            assert not any(box.covers(other) for other in others)
            assert 0 <= box.left < box.right <= width
            assert 0 <= box.top < box.bottom <= HEIGHT


def test_long_names_and_many_arms_are_numbered():
    spots = [Spot(10.0 * n, 50.0) for n in range(1, 3)]
    assert place_labels(spots, names=["n" * 200, "b"])[1]
    assert not place_labels(spots, names=["a", "b"])[1]
