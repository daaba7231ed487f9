"""A table as plain text."""

from tables.cells import show

WIDTH = 10


def render(header, rows):
    """The table as one string without a line end at its end."""
    lines = ["".join(name.ljust(WIDTH) for name in header)]
    lines += ["".join(show(value).ljust(WIDTH) for value in row) for row in rows]
    return "\n".join(lines)
