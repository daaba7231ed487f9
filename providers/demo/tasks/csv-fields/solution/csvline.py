"""One line of comma-separated values."""


def split_line(line):
    """The fields of `line`, which has no line end. Raises ValueError on stray quotes."""
    fields = []
    at = 0
    while True:
        field, at = read_quoted(line, at + 1) if line.startswith('"', at) else read_plain(line, at)
        fields.append(field)
        if at == len(line):
            return fields
        if line[at] != ",":
            raise ValueError(f"unexpected text after the quoted field {field!r}")
        at += 1


def read_plain(line, at):
    """The field that starts at `at`, and where it ends."""
    end = line.find(",", at)
    end = len(line) if end < 0 else end
    return line[at:end], end


def read_quoted(line, at):
    """The field whose opening quote is before `at`, and the place after its closing quote."""
    parts = []
    while True:
        end = line.find('"', at)
        if end < 0:
            raise ValueError("a quoted field never ends")
        parts.append(line[at:end])
        if not line.startswith('"', end + 1):
            return "".join(parts), end + 1
        parts.append('"')
        at = end + 2


def join_line(fields):
    """The line that `split_line` reads back as `fields`."""
    return ",".join(quote(field) for field in fields)


def quote(field):
    if "," in field or field.startswith('"'):
        return '"' + field.replace('"', '""') + '"'
    return field
