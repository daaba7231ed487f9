import unittest

from lru import LRUCache


def filled(*keys, capacity=3):
    cache = LRUCache(capacity)
    for key in keys:
        cache.put(key, key.upper())
    return cache


class LRUCacheTest(unittest.TestCase):
    def test_reading_makes_recent(self):
        cache = filled("a", "b", "c")
        self.assertEqual(cache.get("a"), "A")
        cache.put("d", "D")
        self.assertEqual(cache.keys(), ["c", "a", "d"])

    def test_overwriting_evicts_nothing(self):
        cache = filled("a", "b", "c")
        cache.put("c", "new")
        self.assertEqual(len(cache), 3)
        self.assertEqual(cache.get("c"), "new")

    def test_overwriting_makes_recent(self):
        cache = filled("a", "b", "c")
        cache.put("a", "new")
        self.assertEqual(cache.keys(), ["b", "c", "a"])

    def test_looking_does_not_make_recent(self):
        cache = filled("a", "b", "c")
        self.assertIn("a", cache)
        self.assertEqual(cache.keys(), ["a", "b", "c"])

    def test_stored_none_is_a_hit(self):
        cache = LRUCache(1)
        cache.put("a", None)
        self.assertIsNone(cache.get("a", "default"))
        self.assertEqual(cache.get("b", "default"), "default")
        self.assertEqual((cache.hits, cache.misses), (1, 1))


if __name__ == "__main__":
    unittest.main()
