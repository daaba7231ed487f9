"""Who works here, and for whom: the tenancy that everything else hangs from."""

from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from knox.models import AbstractAuthToken, AuthTokenManager

from organizations.ids import uuid7
from organizations.roles import Role, Scope, covers
from organizations.scoping import ScopedQuerySet, within_reach

slug_validator = RegexValidator(
    r"\A[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?\Z",
    "Use 1 to 50 lower-case letters, digits and inner hyphens.",
)


class User(AbstractUser):  # type: ignore[django-manager-missing]  # knox is untyped
    """Somebody who signs in. Roles come from memberships, never from this row.

    Whoever came with a token carries it, and reaches and may do no more than it allows.
    """

    acting_token: "ApiToken | None" = None


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def for_user(self, user: User) -> Self:
        if not user.is_authenticated:
            return self.none()
        return self.filter(**within_reach(user))


class Organization(models.Model):  # type: ignore[django-manager-missing]  # knox is untyped
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.CharField(max_length=50, unique=True, validators=[slug_validator])
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.VIEWER)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "user"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="membership_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.organization} ({self.role})"


def _token_manager() -> Any:
    """Makes the values, and knows whose rows are whose."""
    return AuthTokenManager.from_queryset(ScopedQuerySet)()


class ApiToken(AbstractAuthToken):
    """Acts for its user in one organisation. The value is shown once; a digest of it is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    digest = models.CharField(max_length=128, unique=True, editable=False)
    expiry = models.DateTimeField()
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="api_tokens"
    )
    name = models.CharField(max_length=100)
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.READ)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = _token_manager()

    class Meta:
        verbose_name = "API token"
        ordering = ["-created"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(scope__in=Scope.values), name="api_token_scope"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def status(self) -> str:
        if self.revoked_at is not None:
            return "revoked"
        if self.expiry <= timezone.now():
            return "expired"
        return "active" if self.user.is_active else "user inactive"

    @property
    def is_usable(self) -> bool:
        return self.status == "active"

    def allows(self, scope: Scope) -> bool:
        return covers(Scope(self.scope), needed=scope)
