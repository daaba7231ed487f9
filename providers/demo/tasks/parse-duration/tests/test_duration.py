import unittest

from duration import format_seconds, parse


class ParseTest(unittest.TestCase):
    def test_units(self):
        for text, seconds in (("90s", 90), ("2d", 172800), ("1h30m", 5400), ("1d1h1m1s", 90061)):
            with self.subTest(text=text):
                self.assertEqual(parse(text), seconds)

    def test_zero(self):
        self.assertEqual(parse("0s"), 0)

    def test_more_than_a_unit_holds(self):
        self.assertEqual(parse("90m"), 5400)

    def test_everything_else_is_refused(self):
        for text in ("", "10 minutes", "1h30", "30m1h", "1h2h", " 1h", "1h ", "1.5h", "-1s", "1x", "h"):
            with self.subTest(text=text), self.assertRaises(ValueError) as caught:
                parse(text)
            self.assertIn(text, str(caught.exception))


class FormatTest(unittest.TestCase):
    def test_shortest_text(self):
        self.assertEqual(format_seconds(5400), "1h30m")
        self.assertEqual(format_seconds(86400), "1d")
        self.assertEqual(format_seconds(0), "0s")

    def test_round_trip(self):
        for seconds in (1, 59, 60, 61, 3599, 3661, 90061, 10**6):
            self.assertEqual(parse(format_seconds(seconds)), seconds)

    def test_negative(self):
        with self.assertRaises(ValueError):
            format_seconds(-1)


if __name__ == "__main__":
    unittest.main()
