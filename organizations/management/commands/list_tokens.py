"""`manage.py list_tokens ORGANIZATION`: its tokens, the newest first, never their values."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from organizations.models import ApiToken


class Command(BaseCommand):
    help = "The tokens of an organisation: id, user, scope, state, last use, name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organization")

    def handle(self, *args: Any, organization: str, **options: Any) -> None:
        tokens = ApiToken.objects.filter(organization__slug=organization)
        for token in tokens.select_related("user"):
            self.stdout.write("\t".join(_cells(token)))


def _cells(token: ApiToken) -> list[str]:
    used = f"{token.last_used_at:%Y-%m-%dT%H:%MZ}" if token.last_used_at else "never used"
    return [str(token.pk), token.user.username, token.scope, token.status, used, token.name]
