"""A run in which a good part of the answers is poison: each of them is one attempt, and no more."""

import json

import pytest

from experiments.models import Artifact, Run, Validation
from experiments.states import RunState, WorkState
from experiments.tests.draining import quicken, worked
from experiments.tests.hostile_answers import FILES, GOOD, HOSTILE
from experiments.tests.processes import completion, provider
from experiments.tests.runs import started_run
from providers.text import storable

pytestmark = pytest.mark.django_db(transaction=True)
N_ATTEMPTS = 100
# Spread over the run, so that each is recorded in a batch with others.
PLACES = dict(zip(range(2, N_ATTEMPTS, 3), HOSTILE, strict=False))


def tasks():
    return [
        {
            "key": f"task-{number:04}",
            "prompt": f"Do {number}.",
            "files": FILES,
            "validation": [{"kind": "applies"}],
        }
        for number in range(N_ATTEMPTS)
    ]


def answers():
    by_prompt = {f"Do {place}.": HOSTILE[name].answer for place, name in PLACES.items()}

    def answer(body):
        prompt = body["messages"][0]["content"].partition("\n")[0]
        return by_prompt.get(prompt, (200, completion(GOOD), {}))

    return answer


@pytest.fixture
def attempts(settings):
    quicken(settings)
    with provider(answers()) as fake:
        return worked(started_run(fake.base_url, tasks=tasks(), max_concurrency=64))


def test_each_hostile_answer_is_one_attempt_and_its_neighbours_are_untouched(attempts):
    assert set(PLACES.values()) == set(HOSTILE)
    artifacts = Artifact.objects.in_bulk([attempt.pk for attempt in attempts])
    found = {
        number: (
            attempt.error_code or None,
            attempt.pk in artifacts and artifacts[attempt.pk].applies,
        )
        for number, attempt in enumerate(attempts)
    }
    expected = {number: (None, True) for number in range(N_ATTEMPTS)} | {
        place: (HOSTILE[name].error_code, not HOSTILE[name].error_code and HOSTILE[name].applies)
        for place, name in PLACES.items()
    }
    differing = {PLACES.get(n, n): found[n] for n in found if found[n] != expected[n]}
    assert not differing
    assert not Validation.objects.exclude(state=WorkState.SUCCEEDED).exists()
    [run] = Run.objects.all()
    assert run.state == RunState.COMPLETED
    failed = sum(1 for hostile in HOSTILE.values() if hostile.error_code)
    counts = json.loads(run.summaries.get().content)["attempts"]
    assert (counts["succeeded"], counts["failed"]) == (N_ATTEMPTS - failed, failed)
    for attempt in attempts:
        for kept in (attempt.output_text or "", attempt.error_detail, attempt.model_served):
            assert kept == storable(kept)
