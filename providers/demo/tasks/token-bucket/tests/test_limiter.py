import unittest

from limiter import TokenBucket


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


class TokenBucketTest(unittest.TestCase):
    def setUp(self):
        self.clock = Clock()

    def bucket(self, rate, capacity):
        return TokenBucket(rate, capacity, self.clock)

    def test_starts_full(self):
        bucket = self.bucket(1, 2)
        self.assertEqual([bucket.allow() for _ in range(3)], [True, True, False])

    def test_fractions_add_up(self):
        bucket = self.bucket(0.5, 1)
        bucket.allow()
        served = []
        for _ in range(4):
            self.clock.now += 1
            served.append(bucket.allow())
        self.assertEqual(served, [False, True, False, True])

    def test_fraction_behind_a_whole_token_is_kept(self):
        bucket = self.bucket(1, 5)
        bucket.allow(5)
        self.clock.now += 1.5
        self.assertTrue(bucket.allow())
        self.clock.now += 0.5
        self.assertTrue(bucket.allow())

    def test_refill_is_capped(self):
        bucket = self.bucket(10, 3)
        self.clock.now += 3600
        self.assertEqual([bucket.allow() for _ in range(4)], [True, True, True, False])

    def test_clock_may_go_backwards(self):
        bucket = self.bucket(1, 2)
        bucket.allow()
        self.clock.now -= 50
        self.assertTrue(bucket.allow())
        self.assertFalse(bucket.allow())

    def test_wait_time(self):
        bucket = self.bucket(0.5, 2)
        self.assertEqual(bucket.wait_time(), 0.0)
        bucket.allow(2)
        self.assertAlmostEqual(bucket.wait_time(), 2.0)
        self.clock.now += 1
        self.assertAlmostEqual(bucket.wait_time(2), 3.0)
        with self.assertRaises(ValueError):
            bucket.wait_time(3)


if __name__ == "__main__":
    unittest.main()
