"""The one way by which rows belong to an organisation.

A model that is owned names the lookup that leads to its organisation:

    objects = ScopedManager("run__experiment__organization")

and readers pass the organisation or the user as an argument:

    Attempt.objects.for_user(request.user)
    Attempt.objects.in_organization(organization)

`within_reach` is where a user becomes rows: through a membership and, where he came with a
token, in the organisation of the token alone. Nothing else asks for memberships.
"""

from typing import Any, Self

from django.db import models


def within_reach(user: Any, *, path: str = "") -> dict[str, Any]:
    """Lookups for what a user who signed in may know of; `path` leads to the organisation."""
    lookups = {_below(path, "memberships__user"): user}
    if user.acting_token:
        lookups[_below(path, "pk")] = user.acting_token.organization_id
    return lookups


class ScopedQuerySet(models.QuerySet[Any]):
    organization_path = "organization"

    def in_organization(self, organization: models.Model) -> Self:
        return self.filter(**{self.organization_path: organization})

    def for_user(self, user: Any) -> Self:
        """Rows of the organisations within the user's reach; none for the anonymous."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(**within_reach(user, path=self.organization_path))


def scoped_manager(organization_path: str = "organization") -> Any:
    """A manager over a ScopedQuerySet whose path to the organisation is `organization_path`."""
    queryset = type("ScopedQuerySet", (ScopedQuerySet,), {"organization_path": organization_path})
    return models.Manager.from_queryset(queryset)()


def _below(path: str, lookup: str) -> str:
    return f"{path}__{lookup}" if path else lookup
