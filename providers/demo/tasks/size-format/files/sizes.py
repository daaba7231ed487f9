"""Sizes of files for people."""

UNITS = ["KiB", "MiB", "GiB", "TiB"]


def human_size(size):
    """For example "3 bytes" or "1.5 MiB"."""
    if size < 1024:
        return f"{size} bytes"
    index = -1
    while size >= 1024:
        size /= 1024
        index += 1
    return f"{size:.1f} {UNITS[index]}"


def parse_size(text):
    """The number of bytes that `text` stands for, rounded as in the text."""
    number, unit = text.split()
    if unit == "bytes":
        return int(number)
    return int(float(number) * 1024 ** (UNITS.index(unit) + 1))
