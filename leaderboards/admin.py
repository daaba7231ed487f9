"""Published summaries, to look at."""

from django.contrib import admin

from leaderboards.models import RunSummary
from organizations.admin_scoping import ReadOnlyAdmin


@admin.register(RunSummary)
class RunSummaryAdmin(ReadOnlyAdmin):
    organization_path = "run__experiment__organization"
    fields = ["id", "run", "revision", "input_digest", "computed_at", "content"]
    list_display = ["run", "revision", "input_digest", "computed_at"]
    list_select_related = ["run"]
    search_fields = ["input_digest"]
