"""What is there and what is promised."""

from stock.errors import OutOfStock


class Warehouse:
    def __init__(self, levels):
        self.available = dict(levels)
        self.reserved = {}

    def reserve(self, order_id, lines):
        self.reserved[order_id] = lines
        for sku, quantity in lines:
            if self.available[sku] < quantity:
                raise OutOfStock({sku: quantity - self.available[sku]})
            self.available[sku] -= quantity

    def release(self, order_id):
        for sku, quantity in self.reserved.pop(order_id):
            self.available[sku] += quantity
