"""What is there and what is promised."""

from collections import Counter

from stock.errors import OutOfStock


class Warehouse:
    def __init__(self, levels):
        self.available = Counter(levels)
        self.reserved = {}

    def reserve(self, order_id, lines):
        """Reserve all of `lines` or nothing. Raises OutOfStock and ValueError."""
        wanted = sums(lines)
        if order_id in self.reserved:
            if self.reserved[order_id] != wanted:
                raise ValueError(f"order {order_id} has reserved something else")
            return
        shortages = wanted - self.available
        if shortages:
            raise OutOfStock(dict(shortages))
        self.available.subtract(wanted)
        self.reserved[order_id] = wanted

    def release(self, order_id):
        """Put back what the order holds, if anything."""
        self.available.update(self.reserved.pop(order_id, {}))


def sums(lines):
    """The quantity of each sku. Raises ValueError."""
    wanted = Counter()
    for sku, quantity in lines:
        if quantity < 1:
            raise ValueError(f"quantity of {sku} must be at least 1")
        wanted[sku] += quantity
    return wanted
