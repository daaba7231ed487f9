"""Titles as parts of an address."""

import re
import unicodedata


def slugify(title, longest=40):
    """`title` in a-z, 0-9 and single dashes, at most `longest` characters."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    dashed = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return shorten(dashed, longest) or "untitled"


def shorten(slug, longest):
    return slug[:longest].rstrip("-")
