"""The demo: two experiments of fictional models over the tasks that ship with Bakeoff."""

import json
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from experiments.models import Attempt, Run
from experiments.states import TERMINAL
from leaderboards.headless import begin
from organizations.models import Membership, Organization, User
from organizations.roles import Role
from providers.demo.answers import recorded
from providers.demo.catalogue import ORGANIZATION, as_jsonl, demo_spec, tasks, tiny_spec, tiny_tasks

USERNAME = "demo"
SpecOf = Callable[[str], dict[str, Any]]


class DemoFailed(Exception):
    """The demo did not end as recorded; the message says how."""


def begin_demo(directory: Path) -> Iterator[Run]:
    """Each demo experiment's run: a new one, or the one that an earlier demo left."""
    for name, spec_of, chosen in (
        ("demo", demo_spec, tasks()),
        ("tiny", tiny_spec, tiny_tasks()),
    ):
        tasks_file = directory / f"{name}.jsonl"
        tasks_file.write_text(as_jsonl(chosen.values()), encoding="utf-8")
        spec_file = directory / f"{name}.json"
        spec_file.write_text(json.dumps(spec_of(tasks_file)), encoding="utf-8")
        yield begin(spec_file, once=True)


def check_outcome(run: Run) -> None:
    """Raises DemoFailed where an attempt was lost or failed otherwise than recorded."""
    attempts = Attempt.objects.filter(run=run)
    if lost := attempts.exclude(state__in=TERMINAL).count():
        raise DemoFailed(f"{lost} attempts of run {run.pk} did not end.")
    foreseen = {row.error_code for row in recorded().values() if row.error_code}
    codes = attempts.exclude(error_code="").values_list("error_code", flat=True).distinct()
    if unforeseen := sorted(set(codes.order_by()) - foreseen):
        raise DemoFailed(f"Attempts of run {run.pk} failed with {', '.join(unforeseen)}.")


def give_access() -> tuple[str, str]:
    """The demo's user, an admin of the demo organisation, with a new password."""
    organization = Organization.objects.get(slug=ORGANIZATION)
    user, _ = User.objects.get_or_create(username=USERNAME, defaults={"is_staff": True})
    Membership.objects.update_or_create(
        organization=organization, user=user, defaults={"role": Role.ADMIN}
    )
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.is_staff = user.is_superuser = True
    user.save()
    return user.username, password
