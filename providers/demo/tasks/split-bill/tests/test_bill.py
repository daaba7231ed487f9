import unittest

from bill import describe, split_bill


class SplitBillTest(unittest.TestCase):
    def test_even_split(self):
        self.assertEqual(split_bill(900, 3), [300, 300, 300])

    def test_one_cent_left_over(self):
        self.assertEqual(split_bill(1000, 3), [334, 333, 333])

    def test_several_cents_left_over(self):
        self.assertEqual(split_bill(1003, 5), [201, 201, 201, 200, 200])

    def test_refund_adds_up(self):
        shares = split_bill(-1000, 3)
        self.assertEqual(sum(shares), -1000)
        self.assertEqual(shares, [-333, -333, -334])

    def test_nobody_pays(self):
        with self.assertRaises(ValueError):
            split_bill(100, 0)

    def test_description_is_unchanged(self):
        self.assertEqual(describe([334, 333, 333]), "1 x 3.34, 2 x 3.33")


if __name__ == "__main__":
    unittest.main()
