import unittest

from ttlcache import TTLCache


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


class TTLCacheTest(unittest.TestCase):
    def setUp(self):
        self.clock = Clock()
        self.cache = TTLCache(10, clock=self.clock)
        self.cache.set("a", 1)

    def test_valid_until_just_before(self):
        self.clock.now = 109.9
        self.assertEqual(self.cache.get("a"), 1)
        self.assertIn("a", self.cache)
        self.assertEqual(len(self.cache), 1)

    def test_gone_at_the_expiry_time(self):
        self.clock.now = 110.0
        self.assertEqual(self.cache.get("a", "default"), "default")
        self.assertNotIn("a", self.cache)
        self.assertEqual(len(self.cache), 0)

    def test_computes_again_after_expiry(self):
        self.assertEqual(self.cache.get_or_compute("a", lambda: 2), 1)
        self.clock.now = 111.0
        self.assertEqual(self.cache.get_or_compute("a", lambda: 2), 2)
        self.assertEqual(self.cache.get("a"), 2)

    def test_none_is_computed_once(self):
        calls = []
        for _ in range(2):
            self.assertIsNone(self.cache.get_or_compute("n", lambda: calls.append(1)))
        self.assertEqual(len(calls), 1)

    def test_purge_counts_the_expired(self):
        self.clock.now = 105.0
        self.cache.set("b", 2)
        self.clock.now = 112.0
        self.assertEqual(self.cache.purge(), 1)
        self.assertEqual(self.cache.purge(), 0)
        self.assertEqual(self.cache.get("b"), 2)


if __name__ == "__main__":
    unittest.main()
