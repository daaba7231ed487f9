"""From text to tokens."""

import re

TOKEN = re.compile(r"\s*(\d+|[-+*/()])")


class FormulaError(ValueError):
    pass


def tokenize(text):
    """The tokens of `text` as (kind, text, position), kind being "number" or "operator"."""
    return [
        ("number" if match[1].isdigit() else "operator", match[1], match.start(1))
        for match in TOKEN.finditer(text)
    ]
