"""Prompt templates: variables are put in once and verbatim, and there is no code in them."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.prompts import (
    TASK_VARIABLES,
    UnknownVariable,
    check_template,
    render,
    render_task_prompt,
    show_files,
)

BRACES = st.text(alphabet="{} abprompt_.\n\\$")


@given(value=st.text() | BRACES, other=st.text() | BRACES)
def test_values_are_never_read_as_templates(value, other):
    assert render("<{{ a }}|{{b}}|{{ a }}>", {"a": value, "b": other}) == (
        f"<{value}|{other}|{value}>"
    )


@given(BRACES)
def test_a_template_renders_or_is_refused_and_keeps_what_is_around(template):
    try:
        rendered = render(template, {"prompt": "VALUE"})
    except UnknownVariable:
        return
    assert rendered.count("VALUE") <= template.count("prompt")
    if "{{" not in template:
        assert rendered == template


@pytest.mark.parametrize(
    "template",
    [
        "{{ arm }}",
        "{{ prompt.x }}",
        "{{ prompt|upper }}",
        "{{ prompt() }}",
        "{{ 1 }}",
        "{{ }}",
        "{{}}",
        "{{ Prompt }}",
        "{{ prompt prompt }}",
        "{{{ prompt }}}",
        "{{ prompt\n.x }}",
    ],
)
def test_anything_but_a_known_name_between_braces_is_refused(template):
    with pytest.raises(UnknownVariable):
        check_template(template, allowed=TASK_VARIABLES)


@pytest.mark.parametrize(
    "template", ["", "{ prompt }", "{{ prompt", "{% if %}", "{{prompt}}}", "$x"]
)
def test_single_braces_and_other_languages_are_plain_text(template):
    check_template(template, allowed=TASK_VARIABLES)


@pytest.mark.parametrize("opened", ["{{", "{{ ", "{{ a"])
def test_a_long_template_that_closes_nothing_takes_no_longer_than_another(opened):
    """In steps, not in seconds: looking from every opening to the end would take hours."""
    check_template(opened * 500_000, allowed=TASK_VARIABLES)


def test_a_fault_repeats_the_beginning_of_what_is_wrong():
    with pytest.raises(UnknownVariable) as fault:
        check_template("{{" + "x" * 1_000_000 + "}}", allowed=TASK_VARIABLES)
    assert len(str(fault.value)) < 200


def task(**changes):
    return SimpleNamespace(
        **{"prompt": "Fix it.", "files": {}, "answer": {"kind": "patch"}, **changes}
    )


def test_without_a_template_the_prompt_comes_first_then_files_then_the_format():
    prompt = render_task_prompt(task(files={"b.py": "b", "a.py": "a"}), template=None)
    assert prompt.startswith("Fix it.\n\na.py\n```\na\n```\n\nb.py\n```\nb\n```\n\nAnswer with one")


def test_a_template_of_the_prompt_alone_sends_it_untouched():
    prompt = "  def f():\n    "
    assert render_task_prompt(task(prompt=prompt), template="{{ prompt }}") == prompt


@pytest.mark.parametrize("kind", ["file", "append"])
def test_the_format_names_the_path_even_with_braces_in_it(kind):
    answer = {"kind": kind, "path": "a{0}{path}.py"}
    assert "a{0}{path}.py" in render_task_prompt(task(answer=answer), template=None)


@given(st.text(alphabet="`~\nab"))
def test_no_file_can_close_its_own_fence(text):
    shown = show_files({"x": text}).removeprefix("x\n")
    fence = shown.partition("\n")[0]
    assert set(fence) == {"`"}
    assert shown.endswith(f"\n{fence}")
    assert fence not in text
