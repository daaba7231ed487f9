import unittest

from csvline import join_line, split_line


class SplitLineTest(unittest.TestCase):
    def test_plain(self):
        self.assertEqual(split_line("a, b ,c"), ["a", " b ", "c"])

    def test_empty_fields(self):
        self.assertEqual(split_line(""), [""])
        self.assertEqual(split_line(",a,"), ["", "a", ""])
        self.assertEqual(split_line('"",""'), ["", ""])

    def test_quoted_comma(self):
        self.assertEqual(split_line('42,"Muster, Anna",x'), ["42", "Muster, Anna", "x"])

    def test_doubled_quote(self):
        self.assertEqual(split_line('"said ""hi""",b'), ['said "hi"', "b"])
        self.assertEqual(split_line('""""'), ['"'])

    def test_quote_in_the_middle(self):
        self.assertEqual(split_line('5" pipe,a"b'), ['5" pipe', 'a"b'])

    def test_comma_after_quoted_field_at_the_end(self):
        self.assertEqual(split_line('"a",'), ["a", ""])

    def test_never_ending(self):
        for line in ('"abc', 'a,"', '"a""'):
            with self.subTest(line=line), self.assertRaises(ValueError):
                split_line(line)

    def test_text_after_the_quote(self):
        with self.assertRaises(ValueError):
            split_line('"a"b,c')

    def test_round_trip(self):
        fields = ["", "a,b", '"', 'x"y', ' "z"', '","']
        self.assertEqual(split_line(join_line(fields)), fields)


if __name__ == "__main__":
    unittest.main()
