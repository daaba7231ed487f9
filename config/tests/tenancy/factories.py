"""Rows of models that no app's own factories make."""

import factory
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from evaluation.models import RunProfile
from evaluation.tests.factories import EvaluatorProfileFactory
from experiments.models import Experiment, IdempotentRequest, ProviderCall, WorkerBeat
from experiments.states import CallOutcome
from experiments.tests.factories import RunArmFactory, RunFactory
from organizations.audit.models import AuditEntry
from organizations.tests.factories import ModelFactory, OrganizationFactory, UserFactory
from providers.codes import DenialCode, DenialPoint
from providers.kinds import ProviderKind
from providers.models import Breaker, PolicyDenial, Spending
from providers.tests.factories import ConnectionFactory


class RunProfileFactory(ModelFactory):
    class Meta:
        model = RunProfile

    run = factory.SubFactory(RunFactory)
    profile = factory.SubFactory(EvaluatorProfileFactory)


class ProviderCallFactory(ModelFactory):
    class Meta:
        model = ProviderCall

    arm = factory.SubFactory(RunArmFactory)
    run = factory.SelfAttribute("arm.run")
    organization = factory.SelfAttribute("run.experiment.organization")
    provider = ProviderKind.OPENAI_COMPATIBLE.value
    work_id = factory.Faker("uuid4")
    stage = "attempts"
    number = 1
    outcome = CallOutcome.SUCCEEDED
    started_at = factory.LazyFunction(timezone.now)
    finished_at = factory.LazyFunction(timezone.now)
    usage = factory.LazyFunction(dict)


class WorkerBeatFactory(ModelFactory):
    class Meta:
        model = WorkerBeat

    id = factory.Faker("uuid4")
    run = factory.SubFactory(RunFactory)
    stage = "attempts"
    host = "worker-1"
    pid = 1
    slots = 64
    in_flight = 3
    started_at = factory.LazyFunction(timezone.now)
    seen_at = factory.LazyFunction(timezone.now)


class BreakerFactory(ModelFactory):
    class Meta:
        model = Breaker

    connection = factory.SubFactory(ConnectionFactory)
    opened_at = factory.LazyFunction(timezone.now)
    error_code = "timeout"


class SpendingFactory(ModelFactory):
    class Meta:
        model = Spending

    organization = factory.SubFactory(OrganizationFactory)
    provider = ProviderKind.OPENAI_COMPATIBLE.value
    month = factory.LazyFunction(lambda: timezone.now().date().replace(day=1))


class IdempotentRequestFactory(ModelFactory):
    class Meta:
        model = IdempotentRequest

    organization = factory.SubFactory(OrganizationFactory)
    key = factory.Sequence(lambda number: f"key-{number}")
    request_digest = "sha256:" + "0" * 64
    claimed_until = factory.LazyFunction(timezone.now)
    created_at = factory.LazyFunction(timezone.now)
    status = 202
    body = factory.LazyFunction(dict)


class PolicyDenialFactory(ModelFactory):
    class Meta:
        model = PolicyDenial

    organization = factory.SubFactory(OrganizationFactory)
    at = DenialPoint.START.value
    code = DenialCode.MODEL_NOT_ALLOWED.value
    provider = ProviderKind.OPENAI_COMPATIBLE.value
    model = "model-1"


class RationaleFactory(ModelFactory):
    """By name: nothing but the judging session may import it."""

    class Meta:
        model = apps.get_model("evaluation_internal", "Rationale")

    evaluation_id = factory.Faker("uuid4")
    text = "Fine."


class AuditEntryFactory(ModelFactory):
    class Meta:
        model = AuditEntry

    organization = factory.SubFactory(OrganizationFactory)
    actor = factory.SubFactory(UserFactory)
    content_type = factory.LazyFunction(lambda: ContentType.objects.get_for_model(Experiment))
    object_pk = factory.Faker("uuid4")
    object_repr = "An experiment"
    action = AuditEntry.Action.UPDATE
    changes = factory.LazyFunction(lambda: {"name": ["old", "new"]})


class LogEntryFactory(ModelFactory):
    class Meta:
        model = LogEntry

    user = factory.SubFactory(UserFactory)
    content_type = factory.LazyFunction(lambda: ContentType.objects.get_for_model(Experiment))
    object_id = factory.Faker("uuid4")
    object_repr = "An experiment"
    action_flag = CHANGE


class EmailAddressFactory(ModelFactory):
    class Meta:
        model = EmailAddress

    user = factory.SubFactory(UserFactory)
    email = factory.Sequence(lambda number: f"address-{number}@example.org")


class EmailConfirmationFactory(ModelFactory):
    class Meta:
        model = EmailConfirmation

    email_address = factory.SubFactory(EmailAddressFactory)
    key = factory.Sequence(lambda number: f"key-{number}")


class AuthenticatorFactory(ModelFactory):
    class Meta:
        model = Authenticator

    user = factory.SubFactory(UserFactory)
    type = Authenticator.Type.WEBAUTHN
    data = factory.LazyFunction(lambda: {"name": "A key", "credential": {}})


class SocialAccountFactory(ModelFactory):
    class Meta:
        model = SocialAccount

    user = factory.SubFactory(UserFactory)
    provider = "openid_connect"
    uid = factory.Sequence(lambda number: f"subject-{number}")
    extra_data = factory.LazyFunction(dict)


class SocialTokenFactory(ModelFactory):
    class Meta:
        model = SocialToken

    account = factory.SubFactory(SocialAccountFactory)
    token = "token"
