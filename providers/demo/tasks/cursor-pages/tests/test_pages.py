import unittest

from feed.cursor import BadCursor
from feed.pages import page


def entry(number, created):
    return {"id": number, "created": created}


def walk(entries, size, limit=20):
    pages, cursor = [], None
    for _ in range(limit):
        shown, cursor = page(entries, size, cursor)
        pages.append([e["id"] for e in shown])
        if cursor is None:
            return pages
    raise AssertionError("the feed never ends")


class PagesTest(unittest.TestCase):
    def test_newest_first(self):
        entries = [entry(1, 100), entry(2, 300), entry(3, 200)]
        self.assertEqual(walk(entries, 2), [[2, 3], [1]])

    def test_same_second(self):
        entries = [entry(n, 100) for n in range(1, 6)]
        self.assertEqual(walk(entries, 2), [[5, 4], [3, 2], [1]])

    def test_exact_end_has_no_next(self):
        entries = [entry(1, 100), entry(2, 200)]
        self.assertEqual(walk(entries, 2), [[2, 1]])

    def test_empty_feed(self):
        self.assertEqual(page([], 3), ([], None))

    def test_new_entries_do_not_move_the_next_page(self):
        entries = [entry(n, 100) for n in range(1, 5)]
        _, cursor = page(entries, 2)
        shown, _ = page([*entries, entry(9, 100)], 2, cursor)
        self.assertEqual([e["id"] for e in shown], [2, 1])

    def test_unreadable_cursor(self):
        for cursor in ("!", "", "bm9uc2Vuc2U=", "MTAw"):
            with self.subTest(cursor=cursor), self.assertRaises(BadCursor):
                page([entry(1, 1)], 1, cursor)


if __name__ == "__main__":
    unittest.main()
