"""The row that a stage works on. The database is the queue of record: this is its entry."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from experiments.states import WorkState
from organizations.ids import uuid7

ALONE_AFTER = 2  # lost workers, after which a row is only claimed alone
FAILED_HAS_CODE = "%(class)s_failed_has_code"


class WorkItem(models.Model):
    """pending → running → succeeded | failed | cancelled.

    A claim sets `claim_token` and raises `claims`; both together fence the record of its
    outcome. `lease_expires_at` is prolonged by the heartbeat of the worker that holds it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey("experiments.Run", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=WorkState, default=WorkState.PENDING)
    available_at = models.DateTimeField(default=timezone.now)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    claim_token = models.UUIDField(null=True, blank=True)
    claims = models.PositiveSmallIntegerField(default=0)
    interruptions = models.PositiveSmallIntegerField(default=0)
    # This claim had its worker's process to itself: a crash under it is the row's own doing.
    isolated = models.BooleanField(default=False)
    # Claims up to this number are no longer held against the row: somebody asked to try again.
    forgiven = models.PositiveSmallIntegerField(default=0)
    # Until when a silent store of credentials is waited for.
    waits_until = models.DateTimeField(null=True, blank=True)
    provider_calls = models.PositiveSmallIntegerField(default=0)
    error_code = models.CharField(max_length=30, blank=True)
    error_detail = models.TextField(blank=True)
    retryable = models.BooleanField(null=True, blank=True)
    queued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        indexes: ClassVar = [
            models.Index(
                fields=["run", "available_at"],
                name="%(class)s_pending",
                condition=Q(state=WorkState.PENDING),
            ),
            models.Index(
                fields=["run", "lease_expires_at"],
                name="%(class)s_running",
                condition=Q(state=WorkState.RUNNING),
            ),
            models.Index(
                fields=["run"],
                name="%(class)s_alone",
                condition=Q(state=WorkState.PENDING, interruptions__gte=ALONE_AFTER),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=WorkState.values), name="%(class)s_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=WorkState.RUNNING)
                | Q(lease_expires_at__isnull=False, claim_token__isnull=False),
                name="%(class)s_running_has_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state=WorkState.FAILED) | ~Q(error_code=""),
                name=FAILED_HAS_CODE,
            ),
        ]
