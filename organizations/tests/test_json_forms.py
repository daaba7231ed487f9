"""JSON typed into forms: a form error for whatever cannot be stored, never a crash."""

import json

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from organizations.json_forms import MAX_DEPTH, StrictJSONField

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=3)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**90), 10**90)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT.filter(bool),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=10,
)


class OneField(forms.Form):
    given = StrictJSONField(required=False)


def error_of(text):
    form = OneField({"given": text})
    assert form.as_p().encode()  # what was typed is shown again
    return "".join(form.errors.get("given", []))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[" * 2000 + "]" * 2000, "nested"),
        ('{"a":' * 200_000 + "1" + "}" * 200_000, "nested"),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "nested"),
        ("9" * 5000, "digits"),
        ('{"a": -' + "9" * 5000 + "}", "digits"),
        ("NaN", "NaN is no number"),
        ('{"a": -Infinity}', "-Infinity is no number"),
        ("1e999", "too large"),
        ('{"a": 1, "a": 2}', "stands twice"),
        ('"\\u0000"', "cannot be stored"),
        ('{"\\ud800": 1}', "cannot be stored"),
        ("{", "valid JSON"),
    ],
    ids=lambda value: value[:12],
)
def test_what_cannot_be_kept_is_an_error_that_says_why(text, part):
    assert part in error_of(text)


@given(JSON)
def test_what_json_can_say_is_kept_as_it_is(value):
    form = OneField({"given": json.dumps(value)})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["given"] == value


def test_nesting_is_allowed_up_to_the_bound():
    assert error_of("[" * MAX_DEPTH + "]" * MAX_DEPTH) == ""
