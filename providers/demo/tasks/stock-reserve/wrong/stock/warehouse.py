"""What is there and what is promised."""

from stock.errors import OutOfStock


class Warehouse:
    def __init__(self, levels):
        self.available = dict(levels)
        self.reserved = {}

    def reserve(self, order_id, lines):
        """Reserve all of `lines` or nothing. Raises OutOfStock and ValueError."""
        if any(quantity < 1 for _, quantity in lines):
            raise ValueError("quantities must be at least 1")
        if order_id in self.reserved:
            if sorted(self.reserved[order_id]) != sorted(lines):
                raise ValueError(f"order {order_id} has reserved something else")
            return
        shortages = {
            sku: quantity - self.available.get(sku, 0)
            for sku, quantity in lines
            if self.available.get(sku, 0) < quantity
        }
        if shortages:
            raise OutOfStock(shortages)
        for sku, quantity in lines:
            self.available[sku] -= quantity
        self.reserved[order_id] = list(lines)

    def release(self, order_id):
        """Put back what the order holds, if anything."""
        for sku, quantity in self.reserved.pop(order_id, []):
            self.available[sku] += quantity
