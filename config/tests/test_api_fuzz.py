"""The whole API against its own OpenAPI document, with bodies, ids and parameters made up from it.

BAKEOFF_TEST_FUZZ_EXAMPLES says how many requests each operation gets from each role; without it,
they are few and the same each time.
"""

import os
from collections import Counter
from itertools import count, product

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, strategies
from hypothesis import settings as bounded
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from evaluation.tests.factories import EvaluationFactory, ReplayFactory
from experiments.models import Attempt
from experiments.tests.factories import ArmFactory, RunFactory
from leaderboards.aggregation import publish
from leaderboards.tests.replayed import replayable_run, sealed_comparison
from organizations.conditional import ChangedMeanwhile
from organizations.models import Organization
from organizations.roles import Role, Scope
from organizations.tests.factories import MembershipFactory
from organizations.tests.http import API
from organizations.tokens import create_token
from providers.tests.factories import AllowlistEntryFactory

ASKED = os.environ.get("BAKEOFF_TEST_FUZZ_EXAMPLES")
# Whoever may do most gets furthest, and is asked most.
EXAMPLES = {role: int(ASKED or few) for role, few in zip(Role, (2, 2, 5), strict=True)}
ROLES = {Role.VIEWER: Scope.READ, Role.EDITOR: Scope.RUN, Role.ADMIN: Scope.ADMIN}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def connection_of_the_test():
    """The transaction of the test outlives each request, as it does with Django's own client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def schema(connection_of_the_test):
    return schemathesis.openapi.from_wsgi(f"{API}/schema/", application)


@pytest.fixture(scope="module")
def ids(kept_rows):
    """What there is in the organisation acme, by the parameters of the paths."""
    evaluation = EvaluationFactory(
        attempt__arm__run__finished=True,
        attempt__arm__run__experiment__organization__slug="acme",
    )
    run = evaluation.run
    arm = ArmFactory(experiment=run.experiment)
    AllowlistEntryFactory(organization=arm.experiment.organization)
    publish(run)
    return {
        "attempt_id": [evaluation.attempt_id],
        "connection_id": [arm.connection_id],
        "experiment_id": [run.experiment_id],
        "profile_id": [evaluation.profile_id],
        "provider": ["openai", "openai_compatible"],
        "replay_id": [ReplayFactory(run=run).pk],
        "run_id": [run.pk, RunFactory(experiment=run.experiment).pk],
        "slug": ["acme"],
        "task_set_id": [run.task_set_id],
    }


@pytest.fixture
def members(ids, settings):
    """The token by which a member with each role asks, and how often it was answered with what."""
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    organization = Organization.objects.get(slug="acme")
    asking = {}
    for role, scope in ROLES.items():
        member = MembershipFactory(organization=organization, role=role)
        token = create_token(member.user, organization, name="fuzz", scope=scope).value
        asking[role] = token, Counter()
    return asking


def test_every_answer_is_one_that_the_document_describes(schema, ids, members):
    found = [
        fault
        for operation in schema.get_all_operations()
        if (fault := fault_of(operation.ok(), ids, members))
    ]
    assert not found, "\n\n".join(found)
    for _, seen in members.values():
        assert {200, 400, 404} <= set(seen)
    assert {202, 204, 412, 422} <= set(members[Role.ADMIN][1])


@pytest.fixture
def there():
    """What each GET may be asked of: a run that ended, was judged, and judged again."""
    run = replayable_run(experiment__organization__slug="known")
    replay = sealed_comparison(run).work_id
    arm = ArmFactory(experiment=run.experiment)
    AllowlistEntryFactory(organization=run.experiment.organization, provider="openai")
    return {
        "attempt_id": Attempt.objects.filter(run=run).first().pk,
        "connection_id": arm.connection_id,
        "experiment_id": run.experiment_id,
        "profile_id": run.judged_by.profile_id,
        "provider": "openai",
        "replay_id": replay,
        "run_id": run.pk,
        "slug": "known",
        "task_set_id": run.task_set_id,
    }


def test_what_there_is_looks_as_the_document_describes_it(schema, there):
    """Made-up requests seldom find any of it."""
    organization = Organization.objects.get(slug="known")
    member = MembershipFactory(organization=organization)
    token = create_token(member.user, organization, name="plain", scope=Scope.READ).value
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.method.upper() == "GET":
            names = [parameter.name for parameter in operation.path_parameters]
            case = operation.Case(
                path_parameters={name: str(there[name]) for name in names},
                query={"a": "able", "b": "slow"} if operation.path.endswith("/pairwise/") else {},
            )
            response = case.call(headers={"Authorization": f"Bearer {token}"})
            assert response.status_code == 200, operation.label
            case.validate_response(response, checks=CHECKS)


def fault_of(operation, ids, members):
    try:
        ask(operation, ids, members)
    except FailureGroup as fault:
        return f"{operation.label}\n{fault}"
    return None


def ask(operation, ids, members):
    """To make a request up takes longer than to ask it: each role asks as many of them as it is to,
    from the first on."""
    made = count(1)

    @bounded(
        max_examples=max(EXAMPLES.values()),
        deadline=None,
        database=None,
        derandomize=ASKED is None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases(operation, ids))
    def one(case):
        number = next(made)
        for role, (token, seen) in members.items():
            if number <= EXAMPLES[role]:
                seen[checked(case, token)] += 1

    one()


def checked(case, token):
    with transaction.atomic():
        response = case.call(headers={"Authorization": f"Bearer {token}"})
        transaction.set_rollback(True)
    stale = response.status_code == ChangedMeanwhile.status  # said before the body is read
    case.validate_response(response, checks=CHECKS + [negative_data_rejection] * (not stale))
    return response.status_code


def cases(operation, ids):
    """Of what there is, right and wrong, for any version of it; and all made up."""
    names = [parameter.name for parameter in operation.path_parameters]
    places = [
        dict(zip(names, map(str, place), strict=True))
        for place in product(*(ids[name] for name in names))
    ]
    versioned = "If-Match" in {each.name for each in operation.headers}
    versions = [{"If-Match": "*"}, {"If-Match": '"stale"'}] if versioned else [None]
    return strategies.one_of(
        operation.as_strategy(GenerationMode.POSITIVE),
        *(
            operation.as_strategy(mode, path_parameters=place, headers=headers)
            for place, mode, headers in product(places, GenerationMode, versions)
        ),
    )
