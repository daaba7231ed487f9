"""`manage.py revoke_token ID`: from the next request on it is good for nothing."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from organizations.models import ApiToken
from organizations.tokens import revoke_token


class Command(BaseCommand):
    help = "Revoke a token, for good."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", type=UUID, help="as list_tokens and the admin show it")

    def handle(self, *args: Any, **options: Any) -> None:
        token = ApiToken.objects.filter(pk=options["id"]).first()
        if token is None:
            raise CommandError(f"There is no token {options['id']}.")
        revoke_token(token)
