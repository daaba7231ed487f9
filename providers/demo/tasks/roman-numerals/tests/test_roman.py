import unittest

from roman import from_roman, to_roman


class FromRomanTest(unittest.TestCase):
    def test_every_standard_numeral(self):
        for number in range(1, 4000):
            self.assertEqual(from_roman(to_roman(number)), number)

    def test_case_does_not_matter(self):
        self.assertEqual(from_roman("mcmXCiv"), 1994)

    def test_repeats_are_rejected(self):
        for text in ("IIII", "XXXX", "CCCC", "MMMM", "VV", "LL", "DD"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                from_roman(text)

    def test_bad_subtractions_are_rejected(self):
        for text in ("VX", "IC", "IL", "XM", "IIX", "LC", "DM", "IXI", "CMC"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                from_roman(text)

    def test_nothing_is_rejected(self):
        for text in ("", " ", "A", "X X"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                from_roman(text)


if __name__ == "__main__":
    unittest.main()
