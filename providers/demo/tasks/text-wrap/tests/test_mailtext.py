import unittest

from mailtext import wrap


class WrapTest(unittest.TestCase):
    def test_one_paragraph(self):
        self.assertEqual(wrap("one two  three\nfour", 9), "one two\nthree\nfour")

    def test_a_line_may_be_full(self):
        self.assertEqual(wrap("1234 678 0", 8), "1234 678\n0")

    def test_paragraphs_stay_apart(self):
        self.assertEqual(wrap("one\n\n \n\ntwo\nthree", 20), "one\n\ntwo three")

    def test_long_words_are_broken(self):
        self.assertEqual(wrap("a bbbbbbb c", 3), "a\nbbb\nbbb\nb c")

    def test_quotations_are_left_alone(self):
        text = "hello\nthere\n> a very long line of an earlier mail\n>  second\nbye"
        self.assertEqual(
            wrap(text, 12),
            "hello there\n> a very long line of an earlier mail\n>  second\nbye",
        )

    def test_bad_width(self):
        with self.assertRaises(ValueError):
            wrap("a", 0)

    def test_empty(self):
        self.assertEqual(wrap("", 10), "")


if __name__ == "__main__":
    unittest.main()
