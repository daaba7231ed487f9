"""Words of a text."""

import re

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


def words(text):
    """The words of `text`, in order, with their case folded."""
    return WORD.findall(text.replace("’", "'").casefold())
