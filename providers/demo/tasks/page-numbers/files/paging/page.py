"""One page of a list."""


def page_count(total, size):
    return total // size + 1


class Page:
    def __init__(self, items, number, size=20):
        self.number = number
        self.count = page_count(len(items), size)
        start = (number - 1) * size
        self.items = items[start : start + size]

    @property
    def has_next(self):
        return self.number < self.count
