import unittest

from paging.links import page_links
from paging.page import Page, page_count


class PageTest(unittest.TestCase):
    def test_page_count(self):
        counts = [page_count(total, 20) for total in (0, 1, 19, 20, 21, 40, 41)]
        self.assertEqual(counts, [1, 1, 1, 1, 2, 2, 3])

    def test_last_page_is_partial(self):
        page = Page(list(range(45)), 3)
        self.assertEqual(page.items, [40, 41, 42, 43, 44])
        self.assertFalse(page.has_next)

    def test_too_high_and_too_low(self):
        items = list(range(45))
        self.assertEqual(Page(items, 9).number, 3)
        self.assertEqual(Page(items, 9).items, Page(items, 3).items)
        self.assertEqual(Page(items, -1).items, items[:20])

    def test_empty_list(self):
        page = Page([], 1)
        self.assertEqual((page.number, page.count, page.items), (1, 1, []))


class LinksTest(unittest.TestCase):
    def test_in_the_middle(self):
        self.assertEqual(page_links(75, 150), [1, None, 73, 74, 75, 76, 77, None, 150])

    def test_at_the_ends(self):
        self.assertEqual(page_links(1, 150), [1, 2, 3, None, 150])
        self.assertEqual(page_links(150, 150), [1, None, 148, 149, 150])

    def test_single_page_gap_is_filled(self):
        self.assertEqual(page_links(5, 9), [1, 2, 3, 4, 5, 6, 7, 8, 9])

    def test_few_pages(self):
        self.assertEqual(page_links(1, 1), [1])
        self.assertEqual(page_links(2, 3), [1, 2, 3])


if __name__ == "__main__":
    unittest.main()
