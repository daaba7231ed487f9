"""From text to tokens."""

import re

TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<operator>[-+*/^()])|(?P<end>$))")


class FormulaError(ValueError):
    pass


def tokenize(text):
    """The tokens of `text` as (kind, text, position), the last one of kind "end"."""
    tokens = []
    at = 0
    while not tokens or tokens[-1][0] != "end":
        match = TOKEN.match(text, at)
        if match is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise FormulaError(f"unexpected {text[at]!r} at {at}")
        kind = match.lastgroup
        tokens.append((kind, match[kind], match.start(kind)))
        at = match.end()
    return tokens
