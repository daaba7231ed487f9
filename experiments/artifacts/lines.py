"""Lines end at a line feed and nowhere else: a form feed or U+2028 is content. Pure."""


def split(text: str) -> list[str]:
    """The lines with their line feed; the last one may lack it."""
    parts = text.split("\n")
    last = parts.pop()
    lines = [part + "\n" for part in parts]
    return [*lines, last] if last else lines


def is_crlf(text: str) -> bool:
    """Whether every line feed, and there is one, comes after a carriage return."""
    count = text.count("\n")
    return count > 0 and text.count("\r\n") == count


def to_lf(text: str) -> str:
    return text.replace("\r\n", "\n")


def to_crlf(text: str) -> str:
    return to_lf(text).replace("\n", "\r\n")
