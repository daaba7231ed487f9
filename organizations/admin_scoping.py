"""What staff without superuser rights see and do in the admin: their organisations, nothing else.

A Django permission says which tables somebody works on; the membership says in whose. Scoped
are the rows, the choices of foreign keys and the completion of their names. Raw ids are not
used, since their widget prints the name of any row, and a filter over related rows must be a
`RelatedOnlyFieldListFilter`, which shows what the rows in sight have.
"""

from functools import reduce
from typing import Any, ClassVar, cast

from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import unquote
from django.db.models import DateTimeField, ForeignKey, JSONField, Model, QuerySet
from django.forms import BaseInlineFormSet, ModelChoiceField
from django.http import HttpRequest, HttpResponse

from organizations.admin_choices import CompletedChoice
from organizations.admin_faults import ToldFaults
from organizations.audit.history import history_of
from organizations.audit.presenters import change_of
from organizations.json_forms import StrictJSONField
from organizations.models import Organization, User
from organizations.roles import Role, includes

_ASKED_BY_FILTERS = {"exact", "isnull", "gte", "lt"}
_NOT_ASKED = frozenset(DateTimeField().get_lookups()) - _ASKED_BY_FILTERS


class Scoped(BaseModelAdmin):
    """For inlines as it is. `organization_path` leads from a row to its organisation."""

    organization_path: ClassVar[str] = "organization"
    needed_role: ClassVar[Role] = Role.ADMIN
    formfield_overrides: ClassVar = {JSONField: {"form_class": StrictJSONField}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        steps = [self.organization_path, "memberships", "user"]
        return rows.filter(**{"__".join(filter(None, steps)): request.user})

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Any] | None":
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = CompletedChoice(db_field, self.admin_site)
        if not request.user.is_superuser:
            kwargs["queryset"] = self._choices(db_field.related_model, request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _choices(self, model: Any, request: HttpRequest) -> QuerySet[Any]:
        if model is Organization:
            return organizations_of(request, needed=self.needed_role)
        if model is User:
            return colleagues_of(request)
        scoped: QuerySet[Any] = model._default_manager.for_user(request.user)
        return scoped


class OwnRowsFormSet(BaseInlineFormSet):
    """Django looks for the key of a posted row among all there are, and leaves out in silence
    what is not the parent's: then an answer would tell whether others have a row of this key."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        key = form.fields.get(self._pk_field.name)  # type: ignore[attr-defined]
        if isinstance(key, ModelChoiceField):
            key.queryset = self.get_queryset()


class AuditedAdmin(ToldFaults):
    """A row's history shows what the audit knows of it: changes made elsewhere too."""

    object_history_template = "audit/history.html"

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        entries = history_of(
            self.model, object_pk=unquote(object_id), user=cast(User, request.user)
        )
        changes = {"changes": [change_of(entry) for entry in entries]}
        return super().history_view(request, object_id, (extra_context or {}) | changes)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What filters ask. Nothing about the inside of JSON, which not every database answers,
        nor by patterns and parts of dates, which may take for ever or be no date at all."""
        name, *words = lookup.split("__")
        names = {field.name for field in self.opts.fields if isinstance(field, JSONField)}
        if name in names or not _NOT_ASKED.isdisjoint(words):
            return False
        return super().lookup_allowed(lookup, value, request)


class ScopedAdmin(Scoped, AuditedAdmin):
    """Rows that those with `needed_role` in their organisation may change."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_govern(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_govern(request, obj)

    def _may_govern(self, request: HttpRequest, obj: Any) -> bool:
        if obj is None or request.user.is_superuser:
            return True
        path = [step for step in self.organization_path.split("__") if step]
        organization: Model = reduce(getattr, path, obj)
        return organization.pk in governed_by(request, needed=self.needed_role)


class ReadOnly(BaseModelAdmin):
    """Rows that nobody edits by hand: what ran, and what is immutable once it is stored."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnly, Scoped, AuditedAdmin):
    """Counting all rows of a large table is not worth its price, so it is left out."""

    show_full_result_count = False
    list_per_page = 50


def organizations_of(request: HttpRequest, *, needed: Role) -> QuerySet[Organization]:
    """Those in which the user has at least this role; all for superusers."""
    if request.user.is_superuser:
        return Organization.objects.all()
    roles = [role for role in Role if includes(role, needed=needed)]
    return Organization.objects.filter(
        memberships__user=request.user.pk, memberships__role__in=roles
    )


def governed_by(request: HttpRequest, *, needed: Role) -> frozenset[Any]:
    """The keys of those, read once a request: a page asks for each of its buttons and inlines."""
    known: dict[Role, frozenset[Any]] = request.__dict__.setdefault("_governed_by_role", {})
    if needed not in known:
        found = organizations_of(request, needed=needed)
        known[needed] = frozenset(found.values_list("pk", flat=True))
    return known[needed]


def colleagues_of(request: HttpRequest) -> QuerySet[User]:
    """The members of the user's organisations; everybody for superusers."""
    if request.user.is_superuser:
        return User.objects.all()
    mine = Organization.objects.filter(memberships__user=request.user.pk)
    return User.objects.filter(
        pk__in=User.objects.filter(memberships__organization__in=mine).values("pk")
    )
