"""Text from outside, kept as sent as far as a database can hold it."""

import re

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """`text` with NUL and lone surrogates replaced by U+FFFD; nothing is stripped."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)
