"""Profiles and judgements for the tests. No rationale: that is the internal app's own."""

import factory
from django.utils import timezone

from evaluation.judging import PARSER_VERSION
from evaluation.models import (
    BoundaryKey,
    Evaluation,
    EvaluatorProfile,
    HumanLabel,
    InjectionReport,
    PromptTemplate,
    Replay,
    Rubric,
    RunProfile,
)
from experiments.states import WorkState
from experiments.tests.factories import AttemptFactory, RunFactory
from organizations.tests.factories import ModelFactory, OrganizationFactory, UserFactory
from providers.kinds import ProviderKind
from providers.tests.factories import ConnectionFactory


class RubricFactory(ModelFactory):
    class Meta:
        model = Rubric

    organization = factory.SubFactory(OrganizationFactory)
    version = "1"
    text = "Correct first, then small."
    digest = factory.Sequence(lambda number: f"sha256:{number:064x}")


class BoundaryKeyFactory(ModelFactory):
    class Meta:
        model = BoundaryKey

    organization = factory.SubFactory(OrganizationFactory)


class PromptTemplateFactory(ModelFactory):
    class Meta:
        model = PromptTemplate

    organization = factory.SubFactory(OrganizationFactory)
    version = "1"
    text = "{{ task }} {{ patch }} {{ rubric }}"
    digest = factory.Sequence(lambda number: f"sha256:{number:064x}")


class EvaluatorProfileFactory(ModelFactory):
    class Meta:
        model = EvaluatorProfile

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda number: f"profile-{number}")
    version = 1
    digest = factory.Sequence(lambda number: f"sha256:{number:064x}")
    provider = ProviderKind.OPENAI_COMPATIBLE
    model = "judge-1"
    parser_version = PARSER_VERSION
    connection = factory.SubFactory(
        ConnectionFactory, organization=factory.SelfAttribute("..organization")
    )
    rubric = factory.SubFactory(RubricFactory, organization=factory.SelfAttribute("..organization"))
    prompt_template = factory.SubFactory(
        PromptTemplateFactory, organization=factory.SelfAttribute("..organization")
    )


def profile_judging(run):
    """The run's profile; a new one where nobody judges it yet."""
    known = RunProfile.objects.filter(run=run).first()
    if known is None:
        profile = EvaluatorProfileFactory(organization=run.experiment.organization)
        known = RunProfile.objects.create(run=run, profile=profile)
    return known.profile


class EvaluationFactory(ModelFactory):
    """Succeeded."""

    class Meta:
        model = Evaluation

    attempt = factory.SubFactory(AttemptFactory, succeeded=True)
    run = factory.SelfAttribute("attempt.run")
    profile = factory.LazyAttribute(lambda evaluation: profile_judging(evaluation.run))
    state = WorkState.SUCCEEDED
    quality = 0.75
    risk = 0.25
    confidence = 0.5
    finished_at = factory.LazyFunction(timezone.now)


class ReplayFactory(ModelFactory):
    """The row alone; `leaderboards.tests.replayed` makes replays that judge."""

    class Meta:
        model = Replay

    work = factory.SubFactory(RunFactory, repeats=0)
    run = factory.SubFactory(RunFactory, finished=True)
    reason = "Why."
    n_attempts = 1
    attempt_set_digest = "sha256:" + "0" * 64
    originals_digest = "sha256:" + "0" * 64


class HumanLabelFactory(ModelFactory):
    class Meta:
        model = HumanLabel

    attempt = factory.SubFactory(AttemptFactory, succeeded=True)
    analyst = factory.SubFactory(UserFactory)
    quality = 0.5
    accept = True


class InjectionReportFactory(ModelFactory):
    class Meta:
        model = InjectionReport

    profile = factory.SubFactory(EvaluatorProfileFactory)
    canaries_version = "1"
    threshold = 0.1
    n_moved = 0
    n_failed = 0
    n_calls = 2
