"""One line of comma-separated values."""

import re

FIELD = re.compile(r'(?:"((?:[^"]|"")*)"|(?!")([^,]*))(?:,|$)')


def split_line(line):
    """The fields of `line`, which has no line end. Raises ValueError on stray quotes."""
    fields = []
    at = 0
    while True:
        match = FIELD.match(line, at)
        if match is None:
            raise ValueError(f"stray quote after character {at} of {line!r}")
        quoted, plain = match.groups()
        fields.append(plain if quoted is None else quoted.replace('""', '"'))
        at = match.end()
        if not match.group().endswith(","):
            return fields


def join_line(fields):
    """The line that `split_line` reads back as `fields`."""
    return ",".join(quote(field) for field in fields)


def quote(field):
    if "," in field or field.startswith('"'):
        return '"' + field.replace('"', '""') + '"'
    return field
