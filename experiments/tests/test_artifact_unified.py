"""Unified diffs as models write them, and the files they must lead to."""

import pytest

from experiments.tests.artifact_cases import (
    CALC,
    DIFF,
    GIT_DIFF,
    NEW_FILE,
    ONE_FIXED,
    README,
    SRC_DIFF,
    SRC_FIXED,
    TWO,
    Case,
    check_idempotent,
    check_tree,
    fenced,
)

CASES = [
    Case("raw", DIFF, "unified", ONE_FIXED),
    Case("raw with git's header", GIT_DIFF, "unified", ONE_FIXED),
    Case("in a diff fence", fenced(DIFF, "diff"), "unified", ONE_FIXED),
    Case("in a bare fence", fenced(DIFF), "unified", ONE_FIXED),
    Case("in a tilde fence", fenced(DIFF, mark="~~~"), "unified", ONE_FIXED),
    Case("in patch tags", f"<patch>\n{DIFF}</patch>", "unified", ONE_FIXED),
    Case("in diff tags on one line", f"Sure. \n<diff>{DIFF}</diff>\n", "unified", ONE_FIXED),
    Case("tags around a fence", f"<patch>\n{fenced(DIFF)}</patch>", "unified", ONE_FIXED),
    Case("amid prose", f"The sign is wrong:\n\n{DIFF}\nThat fixes it.\n", "unified", ONE_FIXED),
    Case("after thoughts", f"<think>\n{NEW_FILE}\n</think>\n{DIFF}", "unified", ONE_FIXED),
    Case("shown twice", fenced(DIFF) + "Again:\n" + fenced(DIFF), "unified", ONE_FIXED),
    Case(
        "in two fences",
        fenced(DIFF) + fenced(NEW_FILE),
        "unified",
        {**ONE_FIXED, "new.py": "x = 1\ny = 2\n"},
    ),
    Case(
        "as a mailed patch",
        f"Subject: fix\n---\n calc.py | 2 +-\n\n{GIT_DIFF}-- \n2.39.5\n",
        "unified",
        ONE_FIXED,
    ),
    Case(
        "with times after the names",
        DIFF.replace("calc.py\n", "calc.py\t2026-01-01 10:00\n"),
        "unified",
        ONE_FIXED,
    ),
    Case("in a folder", SRC_DIFF, "unified", SRC_FIXED, base=TWO),
    Case(
        "in a folder without a/ and b/",
        SRC_DIFF.replace(" a/", " ").replace(" b/", " "),
        "unified",
        SRC_FIXED,
        base=TWO,
    ),
    Case(
        "a fence within the diff",
        """```diff
--- a/README.md
+++ b/README.md
@@ -1,3 +1,7 @@
 # Calc
\x20
+```python
+add(1, 2)
+```
+
 Adds.
```
""",
        "unified",
        {"README.md": README},
        base=TWO,
    ),
    Case(
        "a fence in the context",
        """```diff
--- a/README.md
+++ b/README.md
@@ -2,6 +2,6 @@
\x20
 ```python
-add(1, 2)
+add(2, 1)
 ```
\x20
 Adds.
```
""",
        "unified",
        {"README.md": README.replace("1, 2", "2, 1")},
        base={"README.md": README},
    ),
    Case(
        "removed and added lines that look like headers",
        """--- a/q.sql
+++ b/q.sql
@@ -1,2 +1,2 @@
--- old
+++ new
 select 1
""",
        "unified",
        {"q.sql": "++ new\nselect 1\n"},
        base={"q.sql": "-- old\nselect 1\n"},
    ),
    Case("a new file", NEW_FILE, "unified", {"new.py": "x = 1\ny = 2\n"}),
    Case(
        "a new file without /dev/null",
        NEW_FILE.replace("/dev/null", "a/new.py"),
        "unified",
        {"new.py": "x = 1\ny = 2\n"},
    ),
    Case(
        "a new empty file",
        "diff --git a/pkg/__init__.py b/pkg/__init__.py\nnew file mode 100644\n",
        "unified",
        {"pkg/__init__.py": ""},
    ),
    Case(
        "a deleted file",
        "--- a/README.md\n+++ /dev/null\n@@ -1,3 +0,0 @@\n-# Calc\n-\n-Adds.\n",
        "unified",
        {"README.md": None},
        base=TWO,
    ),
    Case(
        "a rename",
        "diff --git a/src/calc.py b/src/c.py\nsimilarity index 100%\n"
        "rename from src/calc.py\nrename to src/c.py\n",
        "unified",
        {"src/calc.py": None, "src/c.py": CALC},
        base=TWO,
    ),
    Case("hunks without a file name", DIFF.partition("b/calc.py\n")[2], "unified", ONE_FIXED),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_answer_becomes_the_files_it_means(case):
    check_tree(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_normalised_diff_normalises_to_itself(case):
    check_idempotent(case)
