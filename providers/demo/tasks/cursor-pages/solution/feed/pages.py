"""The feed, page by page."""

from feed.cursor import decode, encode, position


def page(entries, size, cursor=None):
    """The next `size` entries and the cursor of the page after them: (entries, next_cursor)."""
    ordered = sorted(entries, key=position, reverse=True)
    if cursor is not None:
        last = decode(cursor)
        ordered = [entry for entry in ordered if position(entry) < last]
    shown = ordered[:size]
    return shown, encode(shown[-1]) if len(ordered) > size else None
