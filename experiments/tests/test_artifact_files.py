"""SEARCH/REPLACE blocks and whole files as models write them, and what they must lead to."""

import pytest

from experiments.artifacts import AnswerKind, AnswerSpec
from experiments.tests.artifact_cases import (
    BLOCK,
    CALC,
    FIXED,
    ONE_FIXED,
    README,
    SRC_FIXED,
    TWO,
    Case,
    block,
    check_idempotent,
    check_tree,
    fenced,
)

BLOCKS = [
    Case("a block", "calc.py\n" + BLOCK, "search_replace", ONE_FIXED),
    Case("a block in a fence", "calc.py\n" + fenced(BLOCK, "python"), "search_replace", ONE_FIXED),
    Case(
        "the name within the fence",
        fenced("src/calc.py\n" + BLOCK),
        "search_replace",
        SRC_FIXED,
        base=TWO,
    ),
    Case(
        "the name in the fence's info",
        fenced(BLOCK, "python src/calc.py"),
        "search_replace",
        SRC_FIXED,
        base=TWO,
    ),
    Case(
        "the name in bold",
        "**src/calc.py**\n\n" + fenced(BLOCK),
        "search_replace",
        SRC_FIXED,
        base=TWO,
    ),
    Case("no name, one file", BLOCK, "search_replace", ONE_FIXED),
    Case(
        "five marks",
        block("    return a - b\n", "    return a + b\n", width=5),
        "search_replace",
        ONE_FIXED,
    ),
    Case(
        "nine marks",
        block("    return a - b\n", "    return a + b\n", width=9),
        "search_replace",
        ONE_FIXED,
    ),
    Case(
        "two blocks, one name",
        "calc.py\n" + BLOCK + block("    return a * 2\n", "    return 2 * a\n"),
        "search_replace",
        {"calc.py": FIXED.replace("a * 2", "2 * a")},
    ),
    Case(
        "white space at line ends",
        "calc.py\n" + block("    return a - b  \n", "    return a + b\n"),
        "search_replace",
        ONE_FIXED,
    ),
    Case(
        "without indentation",
        "calc.py\n" + block("return a - b\n", "return a + b\n"),
        "search_replace",
        ONE_FIXED,
    ),
    Case(
        "a new file by a block",
        "new.py\n" + block("", "x = 1\n"),
        "search_replace",
        {"new.py": "x = 1\n"},
    ),
    Case(
        "a heading that looks like a divider",
        block("Adds.\n=====\n", "Sums.\n=====\n"),
        "search_replace",
        {"d.rst": "Sums.\n=====\n"},
        base={"d.rst": "Adds.\n=====\n"},
    ),
    Case(
        "removed lines",
        block("    return a * 2\n", ""),
        "search_replace",
        {"calc.py": CALC.replace("    return a * 2\n", "")},
    ),
]
FILES = [
    Case("a plain block", "Here:\n" + fenced(FIXED, "python"), "whole_file", ONE_FIXED),
    Case(
        "a plain block after a shell block",
        fenced("pytest\n", "bash") + fenced(FIXED),
        "whole_file",
        ONE_FIXED,
    ),
    Case("the name before", "src/calc.py\n" + fenced(FIXED), "whole_file", SRC_FIXED, base=TWO),
    Case(
        "the name as a heading",
        "### `src/calc.py`\n\n" + fenced(FIXED),
        "whole_file",
        SRC_FIXED,
        base=TWO,
    ),
    Case(
        "the name after path:",
        "path: src/calc.py\n" + fenced(FIXED),
        "whole_file",
        SRC_FIXED,
        base=TWO,
    ),
    Case(
        "the name in a sentence",
        "Here is `src/calc.py` again:\n" + fenced(FIXED),
        "whole_file",
        SRC_FIXED,
        base=TWO,
    ),
    Case("the name as info", fenced(FIXED, "src/calc.py"), "whole_file", SRC_FIXED, base=TWO),
    Case(
        "the name after the language",
        fenced(FIXED, "python:src/calc.py"),
        "whole_file",
        SRC_FIXED,
        base=TWO,
    ),
    Case(
        "the name as a title",
        fenced(FIXED, 'py title="src/calc.py"'),
        "whole_file",
        SRC_FIXED,
        base=TWO,
    ),
    Case(
        "the name in a comment",
        fenced("# src/calc.py\n" + FIXED),
        "whole_file",
        {"src/calc.py": "# src/calc.py\n" + FIXED},
        base=TWO,
    ),
    Case(
        "a fence within the file",
        "README.md\n" + fenced(README, "markdown"),
        "whole_file",
        {"README.md": README},
        base=TWO,
    ),
    Case(
        "two files, one new",
        "src/calc.py\n" + fenced(FIXED) + "pkg/__init__.py\n" + fenced("x\n"),
        "whole_file",
        {**SRC_FIXED, "pkg/__init__.py": "x\n"},
        base=TWO,
    ),
]
FILE = AnswerSpec(kind=AnswerKind.FILE, path="calc.py")
APPEND = AnswerSpec(kind=AnswerKind.APPEND, path="calc.py")
HEAD = {"calc.py": "def add(a, b):\n"}
KINDS = [
    Case("file: whole text", FIXED, "whole_file", ONE_FIXED, answer=FILE),
    Case("file: first block", fenced(FIXED) + fenced("x\n"), "whole_file", ONE_FIXED, answer=FILE),
    Case(
        "file: a block that is cut off", "```python\n" + FIXED, "whole_file", ONE_FIXED, answer=FILE
    ),
    Case("file: a new one", "x = 1", "whole_file", {"calc.py": "x = 1"}, base={}, answer=FILE),
    Case(
        "append: leading white space",
        "    return a + b",
        "whole_file",
        {"calc.py": "def add(a, b):\n    return a + b"},
        base=HEAD,
        answer=APPEND,
    ),
    Case(
        "append: blank lines stay",
        "\n\n    return 1\n\n",
        "whole_file",
        {"calc.py": "def add(a, b):\n\n\n    return 1\n\n"},
        base=HEAD,
        answer=APPEND,
    ),
    Case(
        "append: first block",
        "So:\n" + fenced("    return a + b\n", "python"),
        "whole_file",
        {"calc.py": "def add(a, b):\n    return a + b\n"},
        base=HEAD,
        answer=APPEND,
    ),
]
CASES = BLOCKS + FILES + KINDS


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_answer_becomes_the_files_it_means(case):
    check_tree(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_normalised_diff_normalises_to_itself(case):
    check_idempotent(case)
