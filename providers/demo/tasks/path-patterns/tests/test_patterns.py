import unittest

from uploader.ignore import Ignore
from uploader.patterns import matches


class MatchesTest(unittest.TestCase):
    def check(self, pattern, yes=(), no=()):
        for path in yes:
            self.assertTrue(matches(pattern, path), (pattern, path))
        for path in no:
            self.assertFalse(matches(pattern, path), (pattern, path))

    def test_star_stays_in_its_directory(self):
        self.check("*.log", yes=["a.log", ".log"], no=["important/audit.log", "a.logs"])
        self.check("build/*", yes=["build/x"], no=["build/x/y", "build"])

    def test_question_mark(self):
        self.check("a?c", yes=["abc"], no=["ac", "a/c", "abbc"])

    def test_directories_in_front(self):
        self.check("**/x", yes=["x", "a/x", "a/b/x"], no=["ax", "a/bx"])

    def test_directories_in_between(self):
        self.check("a/**/b", yes=["a/b", "a/x/b", "a/x/y/b"], no=["ab", "a/xb"])

    def test_everything_below(self):
        self.check("a/**", yes=["a/b", "a/b/c"], no=["a", "ab/c"])
        self.check("**", yes=["a", "a/b"])

    def test_other_characters_stand_for_themselves(self):
        self.check("v1.0[beta]+", yes=["v1.0[beta]+"], no=["v1x0[beta]+", "v1.0b+"])
        self.check("README", yes=["README"], no=["readme"])


class IgnoreTest(unittest.TestCase):
    def test_the_last_match_decides(self):
        ignore = Ignore("# logs\n\n*.log\n!keep.log\n")
        self.assertTrue(ignore.ignored("a.log"))
        self.assertFalse(ignore.ignored("keep.log"))
        self.assertFalse(ignore.ignored("# logs"))

    def test_taken_out_again(self):
        self.assertTrue(Ignore("!a\na").ignored("a"))


if __name__ == "__main__":
    unittest.main()
