"""What the tables of answers share: the files of two small tasks, and what must come of a case."""

from dataclasses import dataclass, field

from experiments.artifacts import AnswerSpec, normalise

CALC = "def add(a, b):\n    return a - b\n\n\ndef double(a):\n    return a * 2\n"
FIXED = CALC.replace("a - b", "a + b")
ONE = {"calc.py": CALC}
TWO = {"src/calc.py": CALC, "README.md": "# Calc\n\nAdds.\n"}
DIFF = """--- a/calc.py
+++ b/calc.py
@@ -1,4 +1,4 @@
 def add(a, b):
-    return a - b
+    return a + b
\x20
\x20
"""
SRC_DIFF = DIFF.replace("calc.py", "src/calc.py")
GIT_DIFF = "diff --git a/calc.py b/calc.py\nindex 1111111..2222222 100644\n" + DIFF
NEW_FILE = """diff --git a/new.py b/new.py
new file mode 100644
--- /dev/null
+++ b/new.py
@@ -0,0 +1,2 @@
+x = 1
+y = 2
"""
BLOCK = """<<<<<<< SEARCH
    return a - b
=======
    return a + b
>>>>>>> REPLACE
"""
README = "# Calc\n\n```python\nadd(1, 2)\n```\n\nAdds.\n"


@dataclass(frozen=True)
class Case:
    name: str
    text: str
    format: str
    after: dict = field(default_factory=dict)
    base: dict = field(default_factory=lambda: ONE)
    answer: AnswerSpec = field(default_factory=AnswerSpec)


def fenced(content, info="", mark="```"):
    return f"{mark}{info}\n{content}{mark}\n"


def block(search, replace, *, width=7):
    marks = "<" * width, "=" * width, ">" * width
    return f"{marks[0]} SEARCH\n{search}{marks[1]}\n{replace}{marks[2]} REPLACE\n"


ONE_FIXED = {"calc.py": FIXED}
SRC_FIXED = {"src/calc.py": FIXED}


def check_tree(case):
    """The answer becomes the files it means."""
    artifact = normalise(case.text, files=case.base, answer=case.answer)

    merged = {**case.base, **case.after}
    expected = {path: text for path, text in merged.items() if text is not None}
    assert (artifact.format, artifact.applies) == (case.format, True), artifact.warnings
    assert dict(artifact.tree) == expected


def check_idempotent(case):
    """The diff that comes out, put in again, comes out again, without a warning."""
    first = normalise(case.text, files=case.base, answer=case.answer)
    again = normalise(first.diff, files=case.base, answer=AnswerSpec())

    assert again.diff == first.diff
    assert again.diff_sha256 == first.diff_sha256
    assert again.files == first.files
    assert again.tree == first.tree
    assert again.warnings == ()
