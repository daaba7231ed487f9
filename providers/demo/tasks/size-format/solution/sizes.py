"""Sizes of files for people."""

UNITS = ["KiB", "MiB", "GiB", "TiB", "PiB"]


def human_size(size):
    """For example "3 bytes" or "1.5 MiB"."""
    if size < 0:
        return f"-{human_size(-size)}"
    if size < 1024:
        return "1 byte" if size == 1 else f"{size} bytes"
    for unit in UNITS:
        size /= 1024
        shown = f"{size:.1f}"
        if float(shown) < 1024:
            break
    return f"{shown} {unit}"


def parse_size(text):
    """The number of bytes that `text` stands for, rounded as in the text."""
    number, unit = text.split()
    if unit in ("byte", "bytes"):
        return int(number)
    return int(float(number) * 1024 ** (UNITS.index(unit) + 1))
