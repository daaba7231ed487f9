"""Published summaries, to look at."""

from django.contrib import admin

from leaderboards.models import Comparison, RunSummary
from leaderboards.sealing import is_intact
from organizations.admin_scoping import ReadOnlyAdmin


@admin.register(RunSummary)
class RunSummaryAdmin(ReadOnlyAdmin):
    organization_path = "run__experiment__organization"
    fields = ["id", "run", "revision", "input_digest", "computed_at", "content"]
    list_display = ["run", "revision", "input_digest", "computed_at"]
    list_select_related = ["run"]
    search_fields = ["input_digest"]


@admin.register(Comparison)
class ComparisonAdmin(ReadOnlyAdmin):
    """Sealed: `verify_comparisons` looks through whole chains, this column at each row alone."""

    fields = ["id", "organization", "number", "run", "work", "created_at", "intact"]
    fields += ["previous_digest", "digest", "content"]
    list_display = ["number", "organization", "run", "created_at", "intact"]
    list_select_related = ["organization", "run"]
    search_fields = ["digest"]

    @admin.display(boolean=True, description="As sealed")
    def intact(self, comparison: Comparison) -> bool:
        return is_intact(comparison)
