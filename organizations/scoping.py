"""The one way by which rows belong to an organisation.

A model that is owned names the lookup that leads to its organisation:

    objects = ScopedManager("run__experiment__organization")

and readers pass the organisation or the user as an argument:

    Attempt.objects.for_user(request.user)
    Attempt.objects.in_organization(organization)
"""

from typing import Any, Self

from django.db import models


class ScopedQuerySet(models.QuerySet[Any]):
    organization_path = "organization"

    def in_organization(self, organization: models.Model) -> Self:
        return self.filter(**{self.organization_path: organization})

    def for_user(self, user: Any) -> Self:
        """Rows of the organisations that the user is a member of; none for the anonymous."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(**{f"{self.organization_path}__memberships__user": user})


def scoped_manager(organization_path: str = "organization") -> Any:
    """A manager over a ScopedQuerySet whose path to the organisation is `organization_path`."""
    queryset = type("ScopedQuerySet", (ScopedQuerySet,), {"organization_path": organization_path})
    return models.Manager.from_queryset(queryset)()
