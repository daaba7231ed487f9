import unittest

from intervals import merge, total


class MergeTest(unittest.TestCase):
    def test_contained(self):
        self.assertEqual(merge([(1, 10), (2, 3), (12, 14)]), [(1, 10), (12, 14)])

    def test_touching(self):
        self.assertEqual(merge([(1, 2), (2, 5)]), [(1, 5)])

    def test_any_order(self):
        self.assertEqual(merge([(8, 9), (1, 3), (2, 4)]), [(1, 4), (8, 9)])

    def test_input_is_left_alone(self):
        given = [(8, 9), (1, 3)]
        merge(given)
        self.assertEqual(given, [(8, 9), (1, 3)])

    def test_nothing(self):
        self.assertEqual(merge([]), [])

    def test_total_counts_once(self):
        self.assertEqual(total([(0, 10), (5, 12), (20, 21)]), 13)


if __name__ == "__main__":
    unittest.main()
