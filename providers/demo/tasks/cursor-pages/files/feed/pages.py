"""The feed, page by page."""

from feed.cursor import decode, encode


def page(entries, size, cursor=None):
    """The next `size` entries and the cursor of the page after them: (entries, next_cursor)."""
    ordered = sorted(entries, key=lambda entry: entry["created"], reverse=True)
    if cursor is not None:
        last = decode(cursor)
        ordered = [entry for entry in ordered if entry["created"] < last]
    shown = ordered[:size]
    return shown, encode(shown[-1]) if len(shown) == size else None
