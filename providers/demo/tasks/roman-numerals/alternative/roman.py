"""Roman numerals from 1 to 3999."""

import re

STANDARD = re.compile(
    r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})", re.IGNORECASE | re.ASCII
)

NUMERALS = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def to_roman(number):
    """The standard spelling of `number`. Raises ValueError outside 1 to 3999."""
    if not 1 <= number <= 3999:
        raise ValueError(f"{number} has no Roman numeral")
    parts = []
    for value, letters in NUMERALS:
        count, number = divmod(number, value)
        parts.append(letters * count)
    return "".join(parts)


def from_roman(text):
    """The number that `text` spells. Raises ValueError unless it is the standard spelling."""
    if not text or not STANDARD.fullmatch(text):
        raise ValueError(f"{text!r} is not a Roman numeral")
    total = 0
    previous = 0
    for letter in reversed(text.upper()):
        value = VALUES[letter]
        total += value if value >= previous else -value
        previous = max(previous, value)
    return total
