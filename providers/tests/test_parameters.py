import pytest

from organizations.errors import Invalid
from providers.parameters import validate_parameters


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"temperature": 0},
        {"temperature": 2.0, "top_p": 1, "seed": -5, "max_output_tokens": 1},
        {"stop": "END"},
        {"stop": ["a", "b", "c", "d"]},
        {"reasoning_effort": "low"},
    ],
)
def test_good_parameters_come_back_as_they_were(parameters):
    assert validate_parameters(parameters) == parameters


def test_nothing_and_null_leave_the_choice_to_the_provider():
    assert validate_parameters(None) == {}
    assert validate_parameters({"temperature": None}) == {}


@pytest.mark.parametrize(
    ("parameters", "place"),
    [
        ({"temperature": 2.1}, "arms.0.parameters.temperature: "),
        ({"temperature": -0.1}, "arms.0.parameters.temperature: "),
        ({"temperature": "0.2"}, "arms.0.parameters.temperature: "),
        ({"temperature": True}, "arms.0.parameters.temperature: "),
        ({"temperature": float("nan")}, "arms.0.parameters.temperature: "),
        ({"max_output_tokens": 0}, "arms.0.parameters.max_output_tokens: "),
        ({"max_output_tokens": 1.5}, "arms.0.parameters.max_output_tokens: "),
        ({"max_output_tokens": True}, "arms.0.parameters.max_output_tokens: "),
        ({"top_p": 1.1}, "arms.0.parameters.top_p: "),
        ({"seed": "7"}, "arms.0.parameters.seed: "),
        ({"seed": 2**64}, "arms.0.parameters.seed: "),
        ({"stop": ["a"] * 5}, "arms.0.parameters.stop"),
        ({"stop": []}, "arms.0.parameters.stop"),
        ({"stop": [1]}, "arms.0.parameters.stop"),
        ({"stop": ""}, "arms.0.parameters.stop"),
        ({"reasoning_effort": "extreme"}, "arms.0.parameters.reasoning_effort: "),
        ({"max_tokens": 5}, "arms.0.parameters.max_tokens: unknown key"),
        ({"n": 2}, "arms.0.parameters.n: unknown key"),
        ([1], "arms.0.parameters: "),
    ],
)
def test_bad_parameters_are_refused_with_their_place(parameters, place):
    with pytest.raises(Invalid) as raised:
        validate_parameters(parameters, place="arms.0.parameters")
    assert place in raised.value.message


def test_every_problem_is_named_at_once():
    with pytest.raises(Invalid, match=r"temperature.*; .*top_p"):
        validate_parameters({"temperature": 9, "top_p": 9})
