"""`manage.py create_token USER ORGANIZATION --name N`: a token for the API, printed once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from organizations.errors import Invalid
from organizations.models import Organization, User
from organizations.roles import Scope
from organizations.tokens import DEFAULT_DAYS, MAXIMUM_DAYS, create_token


class Command(BaseCommand):
    help = "Make a token by which a member uses the API; its value alone goes to stdout, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="the user name of a member")
        parser.add_argument("organization", help="the slug of the only organisation it is good for")
        parser.add_argument("--name", required=True, help="what it is for")
        parser.add_argument("--scope", choices=Scope.values, default=Scope.READ.value)
        parser.add_argument(
            "--days", type=int, default=DEFAULT_DAYS, help=f"until it expires, 1 to {MAXIMUM_DAYS}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = create_token(
                User.objects.get(username=options["user"]),
                Organization.objects.get(slug=options["organization"]),
                name=options["name"],
                scope=Scope(options["scope"]),
                days=options["days"],
            )
        except User.DoesNotExist:
            raise CommandError(f"There is no user {options['user']}.") from None
        except Organization.DoesNotExist:
            raise CommandError(f"There is no organisation {options['organization']}.") from None
        except Invalid as fault:
            raise CommandError(fault.message) from None
        self.stderr.write(f"Token {made.token.pk}, good until {made.token.expiry:%Y-%m-%d}.")
        self.stdout.write(made.value)
