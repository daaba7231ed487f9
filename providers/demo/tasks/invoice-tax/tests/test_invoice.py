import unittest

from billing.invoice import Invoice
from billing.tax import tax_on


class TaxTest(unittest.TestCase):
    def test_halves_round_up(self):
        self.assertEqual(tax_on(50, "1"), 1)
        self.assertEqual(tax_on(250, "1"), 3)

    def test_credit_rounds_away_from_zero(self):
        self.assertEqual(tax_on(-250, "1"), -3)

    def test_decimal_rate(self):
        self.assertEqual(tax_on(1999, "7.7"), 154)

    def test_no_float_error(self):
        self.assertEqual(tax_on(10000, "8.175"), 818)


class InvoiceTest(unittest.TestCase):
    def test_tax_is_rounded_per_line(self):
        invoice = Invoice("7.7")
        for _ in range(3):
            invoice.add("coffee", 450)
        self.assertEqual(invoice.totals(), {"net": 1350, "tax": 105, "gross": 1455})

    def test_quantity_belongs_to_its_line(self):
        invoice = Invoice("7.7")
        invoice.add("coffee", 450, quantity=3)
        self.assertEqual(invoice.totals()["tax"], 104)

    def test_empty_invoice(self):
        self.assertEqual(Invoice("7.7").totals(), {"net": 0, "tax": 0, "gross": 0})


if __name__ == "__main__":
    unittest.main()
