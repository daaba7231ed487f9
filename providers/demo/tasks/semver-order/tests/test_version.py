import unittest

from semver.releases import latest
from semver.version import Version


class OrderTest(unittest.TestCase):
    def test_the_published_example(self):
        texts = [
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
        ]
        self.assertEqual(sorted(reversed(texts), key=Version), texts)

    def test_numeric_before_text(self):
        self.assertLess(Version("1.0.0-99"), Version("1.0.0-alpha"))

    def test_long_prerelease_is_compared_from_the_left(self):
        self.assertLess(Version("1.0.0-alpha.1.1.1"), Version("1.0.0-beta"))

    def test_core_numbers_are_numbers(self):
        self.assertLess(Version("1.9.9"), Version("1.10.0"))

    def test_build_plays_no_part(self):
        self.assertEqual(Version("1.0.0+5"), Version("1.0.0+6"))
        self.assertEqual(hash(Version("1.0.0+5")), hash(Version("1.0.0")))


class LatestTest(unittest.TestCase):
    def test_release_wins_over_its_candidates(self):
        self.assertEqual(latest(["1.10.0-rc.2", "1.10.0", "1.10.0-rc.11"]), "1.10.0")

    def test_nothing_to_choose_from(self):
        self.assertIsNone(latest([]))


if __name__ == "__main__":
    unittest.main()
