"""API tokens: made once with their value, looked up by its digest, revoked for good."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from knox.crypto import hash_token

from organizations.errors import Invalid
from organizations.models import ApiToken, Membership, Organization, User
from organizations.roles import Scope

DEFAULT_DAYS = 90
MAXIMUM_DAYS = 365
MAXIMUM_LENGTH = 200
USE_IS_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """`value` is kept nowhere: whoever asked for the token is shown it once."""

    token: ApiToken
    value: str

    def __repr__(self) -> str:
        return f"NewToken({self.token.pk})"


def check_token(user: User, organization: Organization, *, name: str, days: int) -> None:
    """Whether `create_token` would make it. Raises Invalid."""
    if not 1 <= days <= MAXIMUM_DAYS:
        raise Invalid("token_invalid", f"days: a number from 1 to {MAXIMUM_DAYS} is expected")
    if not name.strip() or len(name) > 100:
        raise Invalid("token_invalid", "name: 1 to 100 characters are expected")
    if not Membership.objects.filter(user=user, organization=organization).exists():
        raise Invalid("token_invalid", f"user: {user} is not a member of {organization.slug}")


def create_token(
    user: User, organization: Organization, *, name: str, scope: Scope, days: int = DEFAULT_DAYS
) -> NewToken:
    """A token by which `user`, a member, acts in the organisation. Raises Invalid."""
    check_token(user, organization, name=name, days=days)
    token, value = ApiToken.objects.create(
        user, timedelta(days=days), organization=organization, name=name.strip(), scope=scope
    )
    return NewToken(token=token, value=value)


def revoke_token(token: ApiToken) -> None:
    """At once and for good; the first time counts."""
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])


def token_of(value: str) -> ApiToken | None:
    """The token of this value, usable or not, with its user."""
    if not value.isascii() or len(value) > MAXIMUM_LENGTH:
        return None
    tokens = ApiToken.objects.select_related("user")
    return tokens.filter(digest=hash_token(value)).first()


def user_acting_by(token: ApiToken) -> User | None:
    """The token's user, bound to what the token allows; None where it is of no use any more."""
    if not token.is_usable:
        return None
    _note_use(token)
    token.user.acting_token = token
    return token.user


def _note_use(token: ApiToken) -> None:
    """At most once a minute, so that reading does not mean writing."""
    now = timezone.now()
    due = now - USE_IS_NOTED_EVERY
    if token.last_used_at is None or token.last_used_at < due:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lt=due)
        ApiToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=now)
