"""Values as lines of CSV (RFC 4180) that no spreadsheet runs. Pure.

The `csv` module looks at each character by itself, which for long texts takes longer than all the
rest of a row.
"""

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any

import orjson

# A spreadsheet reads a cell that begins so as a formula.
FORMULA_STARTS = frozenset({b"=", b"+", b"-", b"@", b"\t", b"\r"})
FORMULA = re.compile(b",[=+@-]")  # JSON escapes the others
PLACE = "%b"  # where a long cell comes in
END = b"\r\n"
Line = Callable[[Sequence[Any]], bytes]


def line_writer(
    columns: Sequence[str], *, long: Collection[str], doubled: Collection[str] = ()
) -> Line:
    """Writes values in the order of the columns. The cells of the `long` ones are looked at one by
    one, those of the others, which hardly ever take quotes, together. Those of `doubled`, which are
    long too, come with their quotes doubled.

    Booleans are true and false, lists are JSON, None is empty.
    """
    cells = [_cell_of_doubled if column in doubled else _cell for column in columns]
    places = [place for place, column in enumerate(columns) if column in long]
    at_places = [(place, cells[place]) for place in places]

    def line(values: Sequence[Any]) -> bytes:
        short = list(values)
        for place in places:
            short[place] = PLACE
        template = _template(short, n_places=len(places))
        if template is None:
            return b",".join([cell(value) for cell, value in zip(cells, values, strict=True)]) + END
        return template % tuple([cell(values[place]) for place, cell in at_places])

    return line


def safe_cell(value: Any) -> str:
    """The value as text that no spreadsheet runs."""
    return _safe(value).decode()


def _template(values: Sequence[Any], *, n_places: int) -> bytes | None:
    """A line in which some cells are to come, or None where a cell takes quotes or the like: JSON
    without its quotes has all that CSV needs."""
    json = b"," + orjson.dumps(values)[1:-1]
    line = json.replace(b",null", b",").translate(None, b'"')
    odd = b"\\" in line or b"[" in line or b"{" in line or FORMULA.search(line)
    if odd or line.count(b",") != len(values) or line.count(b"%") != n_places:
        return None
    return line[1:] + END


def _cell(value: Any) -> bytes:
    cell = _safe(value)
    return b'"%b"' % cell.replace(b'"', b'""') if cell else cell


def _cell_of_doubled(value: Any) -> bytes:
    cell = _safe(value)
    return b'"%b"' % cell if cell else cell


def _safe(value: Any) -> bytes:
    if value is None:
        return b""
    text = value.encode() if isinstance(value, str) else orjson.dumps(value)
    return b"'" + text if text[:1] in FORMULA_STARTS else text
