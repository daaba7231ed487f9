"""Whatever two trees are, git's diff between them leads from one to the other, and stays itself."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from experiments.artifacts import AnswerSpec, normalise
from experiments.artifacts.emitted import emit
from providers.text import storable

# Lines that a careless reader takes for structure, beside ordinary ones.
LINES = st.sampled_from(
    (
        *("a", "b", "  x", "", "```", "```py", "~~~", "--- a", "+++ b", "@@ -1 +1 @@", "@@", "-"),
        *("+", " ", "\\", "diff --git a/x b/x", "\r", "x\r", "\x0c", "é", "\u2028", "-- ", "2.39"),
        *("<<<<<<< SEARCH", "=======", ">>>>>>> REPLACE", "<patch>", "</patch>", "<think>"),
        *("new file mode 100644", "GIT binary patch", "rename from a/x", "\\ No newline"),
    )
)
TEXTS = st.builds(
    lambda lines, end: "\n".join(lines) + ("\n" if end and lines else ""),
    st.lists(LINES, max_size=14),
    st.booleans(),
)
PATHS = st.sampled_from(
    [
        "x.py",
        "a/x.py",
        "b/x.py",
        "a/b.txt",
        "s/q r.py",
        "é.md",
        "Makefile",
        "b/b/y",
        ".gitattributes",
    ]
)
TREES = st.dictionaries(PATHS, TEXTS, max_size=4)
PATCH = AnswerSpec()


@settings(max_examples=150, deadline=None)
@given(TREES, TREES)
def test_diff_between_two_trees_leads_from_one_to_the_other(base, new):
    diff, changes = emit(base, new)

    artifact = normalise(diff, files=base, answer=PATCH)

    assert artifact.tree == (new if diff else base)
    assert (artifact.diff, artifact.files) == (diff, changes)
    assert artifact.applies is (True if diff else None)
    assert not (diff and artifact.warnings)


@settings(max_examples=60, deadline=None)
@given(
    TREES, TREES, st.sampled_from(["```diff\n{}```\n", "<patch>\n{}</patch>", "So:\n\n{}\nDone.\n"])
)
@example(base={"x.py": "</patch>\na"}, new={"x.py": "a\n</patch>\na"}, around="<patch>\n{}</patch>")
def test_what_stands_around_a_diff_does_not_matter(base, new, around):
    diff, _ = emit(base, new)

    artifact = normalise(around.format(diff), files=base, answer=PATCH)

    assert artifact.diff == diff


@settings(max_examples=80, deadline=None)
@given(st.one_of(st.text(max_size=200), TEXTS), TREES)
def test_any_text_gives_an_artifact_that_is_whole(text, base):
    artifact = normalise(text, files=base, answer=PATCH)

    assert (artifact.diff != "") is (artifact.applies is True)
    assert (artifact.diff_sha256 is None) is (artifact.diff == "")
    assert artifact.diff != "" or artifact.warnings
    artifact.diff.encode("utf-8")


@given(st.text(st.characters(codec=None)))
def test_storable_changes_only_what_cannot_be_stored(text):
    stored = storable(text)

    stored.encode("utf-8")
    assert "\x00" not in stored
    assert len(stored) == len(text)
    assert all(
        new == old or (new == "\ufffd" and (old == "\x00" or "\ud800" <= old <= "\udfff"))
        for new, old in zip(stored, text, strict=True)
    )
