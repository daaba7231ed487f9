"""What can go wrong."""


class OutOfStock(Exception):
    def __init__(self, shortages):
        super().__init__(", ".join(sorted(shortages)))
        self.shortages = shortages
