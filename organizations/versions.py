"""Named things in immutable versions: the same content is the same version. Knows no model."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Max, Model, QuerySet

VersionT = TypeVar("VersionT", bound=Model)
TRIES = 5


def version_with(
    versions: QuerySet[Any], *, digest: str, create: Callable[[int], VersionT]
) -> tuple[VersionT, bool]:
    """The stored version with this digest, else what `create` stores under the next number.

    `versions` are those of one name. True: it is new. Somebody who stores another version at
    the same moment is waited for by the unique constraints, and then counted.
    """
    for left in reversed(range(TRIES)):
        if known := versions.filter(digest=digest).first():
            return known, False
        latest = versions.aggregate(latest=Max("version"))["latest"] or 0
        try:
            with transaction.atomic():
                return create(latest + 1), True
        except IntegrityError:
            if not left:
                raise
    raise AssertionError("unreachable")
