import unittest

from articles.registry import Slugs
from articles.slug import slugify


class SlugifyTest(unittest.TestCase):
    def test_accents(self):
        self.assertEqual(slugify("Crème brûlée"), "creme-brulee")

    def test_dashes(self):
        self.assertEqual(slugify("  What's new -- in 3.2?  "), "what-s-new-in-3-2")

    def test_cut_without_a_dash_at_the_end(self):
        self.assertEqual(slugify("one two three", longest=8), "one-two")
        self.assertEqual(slugify("one two three", longest=9), "one-two-t")

    def test_nothing_left(self):
        self.assertEqual(slugify("???"), "untitled")
        self.assertEqual(slugify(""), "untitled")


class ClaimTest(unittest.TestCase):
    def test_numbers_start_at_two(self):
        slugs = Slugs()
        self.assertEqual([slugs.claim("News") for _ in range(3)], ["news", "news-2", "news-3"])

    def test_a_number_may_be_taken_already(self):
        slugs = Slugs()
        slugs.claim("News 2")
        slugs.claim("News")
        self.assertEqual(slugs.claim("News!"), "news-3")

    def test_the_number_fits(self):
        slugs = Slugs(longest=9)
        self.assertEqual(slugs.claim("one two three"), "one-two-t")
        self.assertEqual(slugs.claim("one two three"), "one-two-2")
        self.assertEqual(slugs.claim("one two tx"), "one-two-3")

    def test_no_double_dash_before_the_number(self):
        slugs = Slugs(longest=6)
        slugs.claim("one two")
        self.assertEqual(slugs.claim("one two"), "one-2")


if __name__ == "__main__":
    unittest.main()
