"""Expected refusals. The message is public; config.api_errors maps the kind to a status once."""


class DomainError(Exception):
    """A request that cannot be done, for a reason the asker may know. `field` is the one at
    fault, where there is one."""

    status = 409
    field: str | None = None

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Invalid(DomainError):
    """The input is wrong: the message names the place and what is expected there."""

    status = 422


class Forbidden(DomainError):
    """Seen, but the role is too low."""

    status = 403
