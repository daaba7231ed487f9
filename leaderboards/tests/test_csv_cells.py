"""A line of CSV: read back it is its cells, and none of them is run by a spreadsheet."""

import csv
from io import StringIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leaderboards.csv_cells import line_writer, safe_cell

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']
TEXTS = st.text(st.sampled_from("=+-@a,\";\r\n\t\u2028é%b[{\\'")) | st.sampled_from(["null", "%b"])
VALUES = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | TEXTS
CELLS = VALUES | st.lists(VALUES, max_size=2) | st.dictionaries(TEXTS, VALUES, max_size=1)


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_cell_that_starts_a_formula_becomes_text(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, ""), (True, "true"), (1.5, "1.5"), (-1, "'-1"), ([], "[]"), ("a=1", "a=1")],
)
def test_other_cells_stay_what_they_are(value, shown):
    assert safe_cell(value) == shown


@given(st.lists(st.tuples(CELLS, st.booleans()), min_size=2))
@example([(None, False), ("null", False), ("%b", False), ("é", True)])
@example([("a", False), ("=1", False), (None, True)])
@example([("a", False), ("x\ny", False)])
@example([("a", False), ("\\", False)])
@example([("a", False), (["x"], False)])
@example([("a", False), ({"x": 1}, False)])
def test_a_line_is_read_back_as_its_cells_whichever_columns_are_long(cells):
    values = [value for value, _ in cells]
    columns = [str(number) for number in range(len(cells))]
    long = {column for column, (_, is_long) in zip(columns, cells, strict=True) if is_long}
    line = line_writer(columns, long=long)(values)
    assert line.endswith(b"\r\n")
    [row] = csv.reader(StringIO(line.decode(), newline=""))
    assert row == [safe_cell(value) for value in values]


def test_quotes_that_come_doubled_are_not_doubled_again():
    line = line_writer("abc", long={"b", "c"}, doubled={"c"})
    assert line([1, 'x"', '=""x""']) == b'1,"x""","\'=""x"""\r\n'
    assert line([",", None, 'x""']) == b'",",,"x"""\r\n'


def test_short_cells_are_quoted_only_where_they_have_to_be():
    line = line_writer("abc", long={"c"})
    assert line(["x", None, None]) == b"x,,\r\n"
    assert line([1, 0.5, "x"]) == b'1,0.5,"x"\r\n'
    assert line(["x,y", None, None]) == b'"x,y",,\r\n'
