"""From text to tokens."""

import re

TOKEN = re.compile(r"\s*(\d*\.?\d+|[-+*/^()])")


class FormulaError(ValueError):
    pass


def tokenize(text):
    """The tokens of `text` as (kind, text, position), kind being "number" or "operator"."""
    tokens = []
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise FormulaError(f"unexpected {text[at:].lstrip()[0]!r} at {at}")
        kind = "operator" if match[1] in "-+*/^()" else "number"
        tokens.append((kind, match[1], match.start(1)))
        at = match.end()
    return tokens
