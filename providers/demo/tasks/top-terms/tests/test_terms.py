import unittest

from cloud.terms import top_terms
from cloud.words import words


class WordsTest(unittest.TestCase):
    def test_punctuation(self):
        self.assertEqual(words("The end. (the 'end'!)"), ["the", "end", "the", "end"])

    def test_apostrophes(self):
        self.assertEqual(words("don't Don’t rock'n'roll"), ["don't", "don't", "rock'n'roll"])
        self.assertEqual(words("dogs' ''x''"), ["dogs", "x"])

    def test_digits_and_underscores_separate(self):
        self.assertEqual(words("a1b snake_case"), ["a", "b", "snake", "case"])

    def test_case_is_folded(self):
        self.assertEqual(words("Straße STRASSE"), ["strasse", "strasse"])


class TopTermsTest(unittest.TestCase):
    def test_frequency_then_alphabet(self):
        text = "pear fig apple fig Pear plum"
        self.assertEqual(top_terms(text, 3), [("fig", 2), ("pear", 2), ("apple", 1)])

    def test_stop_words(self):
        self.assertEqual(top_terms("The cat and the hat", stop_words=["THE", "and"]), [("cat", 1), ("hat", 1)])

    def test_shortest_counts_letters(self):
        self.assertEqual(top_terms("i'm it's ten", shortest=3), [("it's", 1), ("ten", 1)])

    def test_nothing(self):
        self.assertEqual(top_terms("1 2 3"), [])


if __name__ == "__main__":
    unittest.main()
