"""What providers have cost, month by month, as budgets count it."""

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter

from organizations.admin_scoping import ReadOnlyAdmin
from providers.models import Spending


@admin.register(Spending)
class SpendingAdmin(ReadOnlyAdmin):
    """A month has a row as soon as a budget has bound a call in it. USD."""

    fields = ["organization", "provider", "month", "spent_usd"]
    list_display = ["month", "provider", "organization", "spent_usd"]
    list_filter = [("organization", RelatedOnlyFieldListFilter), "provider"]
    list_select_related = ["organization"]
    search_fields = ["provider", "organization__name", "organization__slug"]
