import unittest

from diffstat.stats import stats
from diffstat.summary import summary

CHANGE = """\
diff --git a/app.py b/app.py
--- a/app.py
+++ b/app.py
@@ -1,3 +1,4 @@
 one
-two
+TWO
+two and a half
 three
@@ -10 +11 @@
-ten
+TEN
"""
SQL = """\
--- a/q.sql
+++ b/q.sql
@@ -1,3 +1,2 @@
 select 1;
--- a comment
-select 2;
+++ x;
"""
DELETED = """\
--- a/old.txt
+++ /dev/null
@@ -1,2 +0,0 @@
-one
-two
\\ No newline at end of file
"""
NEW = """\
--- /dev/null
+++ b/new.txt
@@ -0,0 +1 @@
+one
"""


class StatsTest(unittest.TestCase):
    def test_headers_are_not_counted(self):
        self.assertEqual(stats(CHANGE), {"app.py": (3, 2)})

    def test_lines_that_look_like_headers(self):
        self.assertEqual(stats(SQL), {"q.sql": (1, 2)})

    def test_deleted_and_new_files(self):
        self.assertEqual(stats(DELETED), {"old.txt": (0, 2)})
        self.assertEqual(stats(NEW), {"new.txt": (1, 0)})

    def test_several_files(self):
        self.assertEqual(
            stats(SQL + DELETED + NEW),
            {"q.sql": (1, 2), "old.txt": (0, 2), "new.txt": (1, 0)},
        )

    def test_empty_context_line_without_its_space(self):
        text = "--- a/x\n+++ b/x\n@@ -1,2 +1,3 @@\n\n+new\n last\n"
        self.assertEqual(stats(text), {"x": (1, 0)})

    def test_summary(self):
        self.assertEqual(summary(CHANGE + NEW), "2 files, +4 -2")

    def test_nothing(self):
        self.assertEqual(stats(""), {})


if __name__ == "__main__":
    unittest.main()
