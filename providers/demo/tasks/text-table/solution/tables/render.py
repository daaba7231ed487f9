"""A table as plain text."""

from tables.cells import is_number, show


def render(header, rows):
    """The table as one string without a line end at its end."""
    columns = [column(name, [row[i] for row in rows]) for i, name in enumerate(header)]
    return "\n".join("  ".join(cells).rstrip() for cells in zip(*columns))


def column(name, values):
    """The lines of one column, all of the same width."""
    texts = [name, *(show(value) for value in values)]
    width = max(len(text) for text in texts)
    present = [value for value in values if value is not None]
    right = bool(present) and all(is_number(value) for value in present)
    padded = [text.rjust(width) if right else text.ljust(width) for text in texts]
    return [padded[0], "-" * width, *padded[1:]]
