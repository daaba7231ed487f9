"""One line of comma-separated values."""


def split_line(line):
    """The fields of `line`, which has no line end."""
    return line.split(",")


def join_line(fields):
    """The line that `split_line` reads back as `fields`."""
    return ",".join(quote(field) for field in fields)


def quote(field):
    if "," in field or field.startswith('"'):
        return '"' + field.replace('"', '""') + '"'
    return field
