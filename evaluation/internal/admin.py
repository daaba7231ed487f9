"""The judge's own words, for those who may see them. Each look at one is put on record."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from evaluation.internal.models import Rationale
from evaluation.models import Evaluation
from organizations.admin_scoping import ReadOnly

READ = "Read the rationale."


@admin.register(Rationale)
class RationaleAdmin(ReadOnly, admin.ModelAdmin):
    """Needs `view_rationale`; without superuser rights, the evaluation's organisation too."""

    fields = ["evaluation_id", "text", "answer", "created_at"]
    list_display = ["evaluation_id", "created_at"]
    ordering = ["-created_at"]
    show_full_result_count = False
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rationale]:
        """No relation leads to the organisation, so its evaluations are asked for by id."""
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        mine = Evaluation.objects.for_user(request.user).values("pk")
        return rows.filter(evaluation_id__in=mine)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """A filter in the address, such as text__startswith, would tell the text unseen."""
        return False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        response = super().change_view(request, object_id, form_url, extra_context)
        rationale = self.get_object(request, object_id)
        if response.status_code == 200 and rationale is not None:
            # Before the response is rendered: no record, no text.
            self.log_change(request, rationale, READ)
        return response
