"""An invoice with one tax rate for all of its lines."""

from billing.tax import tax_on


class Invoice:
    def __init__(self, rate):
        self.rate = rate
        self.lines = []

    def add(self, text, unit_cents, quantity=1):
        if quantity < 1:
            raise ValueError("quantity must be at least 1")
        self.lines.append((text, unit_cents * quantity))

    def totals(self):
        """Net, tax and gross of the whole invoice, in cents."""
        net = sum(amount for _, amount in self.lines)
        tax = sum(tax_on(amount, self.rate) for _, amount in self.lines)
        return {"net": net, "tax": tax, "gross": net + tax}
