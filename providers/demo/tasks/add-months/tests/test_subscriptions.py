import unittest
from datetime import date

from subscriptions.billing import billing_dates, next_billing
from subscriptions.months import add_months


class AddMonthsTest(unittest.TestCase):
    def test_same_day(self):
        self.assertEqual(add_months(date(2024, 3, 30), 1), date(2024, 4, 30))

    def test_short_month(self):
        self.assertEqual(add_months(date(2024, 1, 31), 1), date(2024, 2, 29))
        self.assertEqual(add_months(date(2023, 1, 31), 1), date(2023, 2, 28))

    def test_december(self):
        self.assertEqual(add_months(date(2023, 11, 5), 1), date(2023, 12, 5))
        self.assertEqual(add_months(date(2023, 12, 5), 1), date(2024, 1, 5))
        self.assertEqual(add_months(date(2023, 12, 5), 24), date(2025, 12, 5))

    def test_backwards(self):
        self.assertEqual(add_months(date(2024, 1, 31), -2), date(2023, 11, 30))


class BillingTest(unittest.TestCase):
    def test_the_day_does_not_drift(self):
        self.assertEqual(
            billing_dates(date(2023, 1, 31), 4),
            [date(2023, 1, 31), date(2023, 2, 28), date(2023, 3, 31), date(2023, 4, 30)],
        )

    def test_no_dates(self):
        self.assertEqual(billing_dates(date(2023, 1, 31), 0), [])

    def test_next_billing(self):
        start = date(2023, 1, 31)
        self.assertEqual(next_billing(start, date(2023, 3, 1)), date(2023, 3, 31))
        self.assertEqual(next_billing(start, date(2023, 2, 28)), date(2023, 2, 28))
        self.assertEqual(next_billing(start, date(2020, 1, 1)), start)

    def test_next_billing_years_later(self):
        self.assertEqual(next_billing(date(2020, 1, 31), date(2024, 5, 2)), date(2024, 5, 31))


if __name__ == "__main__":
    unittest.main()
