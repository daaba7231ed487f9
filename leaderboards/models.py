"""Published summaries: immutable, one row per revision, read by every page and endpoint."""

from typing import ClassVar

from django.db import models

from experiments.models import Run
from organizations.ids import uuid7
from organizations.models import Organization
from organizations.scoping import scoped_manager


class RunSummary(models.Model):
    """`content` is the document of schema 1.0, byte for byte as published."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="summaries")
    revision = models.PositiveIntegerField()
    input_digest = models.CharField(max_length=71)
    content = models.TextField()
    computed_at = models.DateTimeField()

    objects = scoped_manager("run__experiment__organization")

    class Meta:
        verbose_name_plural = "run summaries"
        ordering = ["run", "-revision"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "revision"], name="summary_revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} r{self.revision}"


class SummaryCells(models.Model):
    """The (arm, task) cells that a summary was made of, so that no page reads attempts.

    A table of its own, so that who reads a document does not read them along. `content` is what
    `leaderboards.stored_cells` packs. A revision from before there were cells has none.
    """

    summary = models.OneToOneField(
        RunSummary, primary_key=True, on_delete=models.CASCADE, related_name="cells"
    )
    content = models.BinaryField()

    objects = scoped_manager("summary__run__experiment__organization")

    class Meta:
        verbose_name_plural = "summary cells"

    def __str__(self) -> str:
        return f"cells of {self.summary_id}"


class Comparison(models.Model):
    """What judging a run again came to, sealed: rows are only ever added, which the database itself
    sees to. Each of an organisation's names the one before it by its digest.

    `content` is the document, in canonical JSON; the columns beside it repeat what is asked for.
    `work` is what the engine worked: a replay's id. One whose failures were tried again has another
    comparison for each time that it ended.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="comparisons"
    )
    number = models.PositiveIntegerField()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="comparisons")
    work = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="sealed")
    content = models.TextField()
    previous_digest = models.CharField(max_length=71, blank=True)
    digest = models.CharField(max_length=71)
    created_at = models.DateTimeField()

    objects = scoped_manager()

    class Meta:
        ordering: ClassVar = ["organization", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="comparison_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.run_id}"
