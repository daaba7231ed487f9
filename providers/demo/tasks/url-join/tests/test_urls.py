import unittest

from urls import is_secure, join


class JoinTest(unittest.TestCase):
    def test_one_slash(self):
        for base in ("https://api.example.test/v1", "https://api.example.test/v1/"):
            for path in ("users", "/users"):
                with self.subTest(base=base, path=path):
                    self.assertEqual(join(base, path), "https://api.example.test/v1/users")

    def test_bare_host(self):
        self.assertEqual(join("https://api.example.test", "users"), "https://api.example.test/users")

    def test_base_query_stays_at_the_end(self):
        self.assertEqual(
            join("https://api.example.test/v1?key=abc", "/users"),
            "https://api.example.test/v1/users?key=abc",
        )

    def test_both_queries(self):
        self.assertEqual(
            join("https://api.example.test/v1?key=abc", "users?page=2"),
            "https://api.example.test/v1/users?key=abc&page=2",
        )

    def test_trailing_slash_is_kept(self):
        self.assertEqual(
            join("https://api.example.test/v1/", "users/"), "https://api.example.test/v1/users/"
        )

    def test_empty_path(self):
        self.assertEqual(join("https://api.example.test/v1?key=a", ""), "https://api.example.test/v1?key=a")

    def test_fragment_is_dropped(self):
        self.assertEqual(
            join("https://api.example.test/v1#top", "users"), "https://api.example.test/v1/users"
        )

    def test_is_secure_is_unchanged(self):
        self.assertTrue(is_secure("HTTPS://api.example.test"))


if __name__ == "__main__":
    unittest.main()
