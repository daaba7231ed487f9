"""Sizes of files for people."""

UNITS = ["KiB", "MiB", "GiB", "TiB", "PiB"]


def human_size(size):
    """For example "3 bytes" or "1.5 MiB"."""
    if size < 0:
        return "-" + human_size(abs(size))
    if size < 1024:
        return f"{size} byte" if size == 1 else f"{size} bytes"
    index = -1
    while round(size) >= 1024 and index < len(UNITS) - 1:
        size /= 1024
        index += 1
    return f"{size:.1f} {UNITS[index]}"


def parse_size(text):
    """The number of bytes that `text` stands for, rounded as in the text."""
    number, unit = text.split()
    if unit.startswith("byte"):
        return int(number)
    return int(float(number) * 1024 ** (UNITS.index(unit) + 1))
