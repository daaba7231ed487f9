import unittest

from stock.errors import OutOfStock
from stock.warehouse import Warehouse


class WarehouseTest(unittest.TestCase):
    def setUp(self):
        self.warehouse = Warehouse({"pen": 10, "ink": 3, "cap": 1})

    def levels(self):
        return {sku: self.warehouse.available[sku] for sku in ("pen", "ink", "cap")}

    def test_reserves_and_releases(self):
        self.warehouse.reserve("o1", [("pen", 4), ("ink", 3)])
        self.assertEqual(self.levels(), {"pen": 6, "ink": 0, "cap": 1})
        self.warehouse.release("o1")
        self.assertEqual(self.levels(), {"pen": 10, "ink": 3, "cap": 1})

    def test_all_or_nothing(self):
        with self.assertRaises(OutOfStock) as caught:
            self.warehouse.reserve("o1", [("pen", 4), ("ink", 5), ("cap", 2), ("nib", 7)])
        self.assertEqual(caught.exception.shortages, {"ink": 2, "cap": 1, "nib": 7})
        self.assertEqual(self.levels(), {"pen": 10, "ink": 3, "cap": 1})
        self.warehouse.release("o1")
        self.assertEqual(self.levels(), {"pen": 10, "ink": 3, "cap": 1})

    def test_the_sum_of_the_lines_counts(self):
        with self.assertRaises(OutOfStock) as caught:
            self.warehouse.reserve("o1", [("ink", 2), ("ink", 2)])
        self.assertEqual(caught.exception.shortages, {"ink": 1})
        self.assertEqual(self.levels()["ink"], 3)

    def test_a_repeated_request_changes_nothing(self):
        self.warehouse.reserve("o1", [("pen", 4)])
        self.warehouse.reserve("o1", [("pen", 1), ("pen", 3)])
        self.assertEqual(self.levels()["pen"], 6)

    def test_a_different_request_is_refused(self):
        self.warehouse.reserve("o1", [("pen", 4)])
        with self.assertRaises(ValueError):
            self.warehouse.reserve("o1", [("pen", 5)])
        self.assertEqual(self.levels()["pen"], 6)

    def test_unknown_order(self):
        self.warehouse.release("nobody")

    def test_bad_quantity(self):
        with self.assertRaises(ValueError):
            self.warehouse.reserve("o1", [("pen", 1), ("ink", 0)])
        self.assertEqual(self.levels()["pen"], 10)


if __name__ == "__main__":
    unittest.main()
