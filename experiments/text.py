"""Text as the database can hold it. Pure."""

import re

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text with NUL and lone surrogates replaced by U+FFFD, everything else as sent.

    PostgreSQL refuses both, and UTF-8 cannot encode a lone surrogate."""
    return _UNSTORABLE.sub(REPLACEMENT, text)
