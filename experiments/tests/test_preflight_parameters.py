"""A parameter that the arm's provider has no word for stops the run before it starts."""

import pytest

from experiments.models import Experiment
from experiments.preflight import arm_problems, draft_run
from experiments.tests.factories import ArmFactory, ExperimentFactory
from providers.kinds import ProviderKind
from providers.tests.factories import AllowlistEntryFactory, ConnectionFactory

pytestmark = pytest.mark.django_db
RESPONSES = {"api": "responses"}
VERSION_BEFORE = {"api_version": "2023-06-01"}


def problems(provider, settings, **parameters):
    """As for an experiment that is about to be stored: no credential is asked for."""
    experiment: Experiment = ExperimentFactory()
    owner = experiment.organization
    AllowlistEntryFactory(organization=owner, provider=provider)
    connection = ConnectionFactory(organization=owner, provider=provider, settings=settings)
    ArmFactory(
        experiment=experiment,
        key="a",
        provider=provider,
        connection=connection,
        parameters=parameters,
    )
    return arm_problems(draft_run(experiment, starting=False))


@pytest.mark.parametrize(
    ("provider", "settings", "parameters", "named"),
    [
        (ProviderKind.ANTHROPIC, {}, {"seed": 7}, "seed"),
        (ProviderKind.ANTHROPIC, {}, {"reasoning_effort": "minimal"}, "minimal"),
        (ProviderKind.OPENAI, RESPONSES, {"seed": 7}, "seed"),
        (ProviderKind.OPENAI, RESPONSES, {"stop": ["END"]}, "stop"),
    ],
)
def test_what_the_interface_lacks_is_named(provider, settings, parameters, named):
    [problem] = problems(provider, settings, **parameters)
    assert (problem.arm, problem.code) == ("a", "parameters_invalid")
    assert named in problem.sentence


@pytest.mark.parametrize(
    ("provider", "settings", "parameters"),
    [
        (ProviderKind.ANTHROPIC, {}, {"stop": "END", "reasoning_effort": "none"}),
        (ProviderKind.ANTHROPIC, VERSION_BEFORE, {"temperature": 0, "top_p": 0.5}),
        (ProviderKind.OPENAI, {}, {"seed": 7, "stop": "END"}),
        (ProviderKind.OPENAI, RESPONSES, {"temperature": 0, "max_output_tokens": 5}),
        (ProviderKind.OPENROUTER, {}, {"seed": 7, "reasoning_effort": "minimal"}),
        (ProviderKind.OPENAI_COMPATIBLE, {"base_url": "http://a/v1"}, {"seed": 7}),
        (ProviderKind.ANTHROPIC, {"no-such": "setting"}, {"seed": 7}),
    ],
)
def test_what_it_knows_is_no_problem_nor_are_settings_that_are_wrong(
    provider, settings, parameters
):
    assert problems(provider, settings, **parameters) == []
