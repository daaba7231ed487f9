"""The judge's own words. This table has no ORM relation to anything, on purpose: a relation,
even a hidden one, can be followed by a lookup. A bare unique id ties it to its evaluation."""

from typing import ClassVar

from django.db import models


class Rationale(models.Model):
    evaluation_id = models.UUIDField(primary_key=True)
    text = models.TextField()
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions: ClassVar = ("view",)
        verbose_name = "rationale"

    def __str__(self) -> str:
        return str(self.evaluation_id)
