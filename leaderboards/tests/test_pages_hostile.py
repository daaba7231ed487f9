"""Names and texts that others chose are shown as they are and never become markup."""

import pytest
from django.urls import reverse

from experiments.tests.factories import (
    ArtifactFactory,
    AttemptFactory,
    RunArmFactory,
    RunFactory,
    TaskFactory,
    ValidationFactory,
)
from leaderboards.aggregation import publish
from leaderboards.tests.published import organization_of
from organizations.models import Organization
from organizations.tests.factories import UserFactory
from organizations.tests.http import client_of
from organizations.tests.markup import assert_strict, text_of

pytestmark = pytest.mark.django_db
HOSTILE = "\"'><script>alert('x')</script>&"
DIFF = f"--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@ {HOSTILE}\n-a = 1  # {HOSTILE}\n+{HOSTILE}\n"


@pytest.fixture
def run():
    run = RunFactory(finished=True, experiment__name=HOSTILE)
    task = TaskFactory(task_set=run.task_set, key=HOSTILE, prompt=HOSTILE)
    for key in (HOSTILE, f"{HOSTILE} 2"):
        arm = RunArmFactory(run=run, key=key, model=HOSTILE, provider=HOSTILE)
        attempt = AttemptFactory(
            arm=arm,
            task=task,
            succeeded=True,
            output_text=HOSTILE,
            model_served=HOSTILE,
            native_finish_reason=HOSTILE,
            usage={"input_tokens": HOSTILE, "valid": False},
        )
        ArtifactFactory(attempt=attempt, diff=DIFF, warnings=[HOSTILE], apply_method="git")
        checks = [{"kind": HOSTILE, "status": HOSTILE, "score": None, "detail": HOSTILE}]
        ValidationFactory(attempt=attempt, checks=checks, source=HOSTILE)
    publish(run)
    return run


@pytest.mark.parametrize("name", ["run", "pairwise", "attempts"])
def test_pages_of_a_run_escape_every_name(run, name):
    response = client_of(organization_of(run)).get(reverse(name, args=[run.pk]))
    assert response.status_code == 200
    assert_strict(response)
    assert HOSTILE in text_of(response)


def test_the_page_of_an_attempt_escapes_every_text(run):
    attempt = run.arms.first().attempts.get()
    response = client_of(organization_of(run)).get(reverse("attempt", args=[attempt.pk]))
    assert_strict(response)
    assert text_of(response).count(HOSTILE) > 8


def test_the_lists_of_experiments_escape_every_name(run):
    experiment = run.experiment
    experiment.created_by = UserFactory(first_name=HOSTILE[:20])
    experiment.save()
    Organization.objects.update(name=HOSTILE)
    client = client_of(organization_of(run))
    slug = organization_of(run).slug
    for name in ("organization", "experiments"):
        response = client.get(reverse(name, args=[slug]), {"q": HOSTILE[:4]})
        assert_strict(response)
        assert text_of(response).count(HOSTILE) > 1


def test_a_patch_that_cannot_be_read_is_shown_as_text(run):
    attempt = run.arms.first().attempts.get()
    attempt.artifact.diff = f"@@ {HOSTILE} not a diff"
    attempt.artifact.save()
    response = client_of(organization_of(run)).get(reverse("attempt", args=[attempt.pk]))
    assert_strict(response)
    assert f"@@ {HOSTILE} not a diff" in text_of(response)


def test_links_carry_hostile_names_to_where_they_are_found(run):
    client = client_of(organization_of(run))
    response = client.get(
        reverse("pairwise", args=[run.pk]), {"a": HOSTILE, "b": f"{HOSTILE} 2", "board": "latency"}
    )
    assert response.context["pair"].a == HOSTILE
    found = client.get(reverse("attempts", args=[run.pk]), {"arm": HOSTILE, "task": HOSTILE})
    assert len(found.context["rows"]) == 1
