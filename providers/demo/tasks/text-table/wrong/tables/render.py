"""A table as plain text."""

from tables.cells import show


def render(header, rows):
    """The table as one string without a line end at its end."""
    widths = [
        max(len(name), *(len(show(row[i])) for row in rows), 0) for i, name in enumerate(header)
    ]
    numeric = [
        all(isinstance(row[i], (int, float)) or row[i] is None for row in rows)
        for i in range(len(header))
    ]
    lines = [line(header, widths, numeric), "  ".join("-" * width for width in widths)]
    lines += [line([show(value) for value in row], widths, numeric) for row in rows]
    return "\n".join(lines)


def line(texts, widths, numeric):
    cells = [
        text.rjust(width) if right else text.ljust(width)
        for text, width, right in zip(texts, widths, numeric)
    ]
    return "  ".join(cells).rstrip()
