"""One page of a list."""


def page_count(total, size):
    """How many pages `total` items need: at least one."""
    return max(1, -(-total // size))


class Page:
    def __init__(self, items, number, size=20):
        self.count = page_count(len(items), size)
        self.number = min(max(number, 1), self.count)
        start = (self.number - 1) * size
        self.items = items[start : start + size]

    @property
    def has_next(self):
        return self.number < self.count
