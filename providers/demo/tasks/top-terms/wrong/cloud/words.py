"""Words of a text."""

import re


def words(text):
    """The words of `text`, in order, in lower case."""
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", text.replace("’", "'").lower())
