"""One line of comma-separated values."""


def split_line(line):
    """The fields of `line`, which has no line end. Raises ValueError on stray quotes."""
    fields = []
    field = ""
    quoted = False
    for letter in line:
        if letter == '"':
            quoted = not quoted
        elif letter == "," and not quoted:
            fields.append(field)
            field = ""
        else:
            field += letter
    if quoted:
        raise ValueError("a quoted field never ends")
    return [*fields, field]


def join_line(fields):
    """The line that `split_line` reads back as `fields`."""
    return ",".join(quote(field) for field in fields)


def quote(field):
    if "," in field or field.startswith('"'):
        return '"' + field.replace('"', '""') + '"'
    return field
