"""Somebody who works with an organisation, by session and by token."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.test import Client

from benchmarks.chaos.collector import Collector
from experiments import tracing
from experiments.models import Experiment, Run
from organizations.models import Membership, Organization, User
from organizations.roles import Role, Scope
from organizations.tokens import create_token


def member_of(organization: Organization) -> User:
    """An editor; the same one each time."""
    user, _ = User.objects.get_or_create(username=f"editor-of-{organization.slug}")
    Membership.objects.get_or_create(
        organization=organization, user=user, defaults={"role": Role.EDITOR}
    )
    return user


def bearer_value(user: User, organization: Organization) -> str:
    return create_token(user, organization, name="chaos", scope=Scope.ADMIN).value


def signed_in(user: User) -> Client:
    """Its session is stored in the database, and good for any process that reads it."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def program(user: User, organization: Organization, **headers: str) -> Client:
    bearer = f"Bearer {bearer_value(user, organization)}"
    return Client(SERVER_NAME="localhost", headers={"Authorization": bearer, **headers})


def start_over_api(experiment: Experiment, *, traces: Collector | None) -> tuple[Run, str]:
    """As a program does that is part of a trace; returns the trace's id too."""
    owner, trace_id = experiment.organization, uuid4().hex
    traceparent = f"00-{trace_id}-{uuid4().hex[:16]}-01"
    asking = program(member_of(owner), owner, traceparent=traceparent)
    with _traced(traces):
        answer = asking.post(
            f"/api/v1/experiments/{experiment.pk}/runs/",
            content_type="application/json",
            headers={"Idempotency-Key": trace_id},
        )
    assert answer.status_code == 202, answer.content
    return Run.objects.get(pk=answer.json()["id"]), trace_id


@contextmanager
def _traced(traces: Collector | None) -> Iterator[None]:
    """This process sends its spans to the same collector as the workers."""
    if traces is None:
        yield
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor

    spans = TracerProvider()
    exporter = OTLPSpanExporter(endpoint=f"{traces.url}/v1/traces")
    spans.add_span_processor(SimpleSpanProcessor(exporter))
    tracing.trace_with(spans)
    try:
        yield
    finally:
        tracing.trace_with(None)
        spans.shutdown()
