"""Credentials in memory: a value that does not show itself, and the reason where there is none.

The database holds references only; `providers.credentials` leads from them to values.
"""

from typing import final

from providers.redaction import REDACTED


class CredentialUnavailable(Exception):
    """The reference may not be used or leads nowhere. The sentence is public."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class StoreUnreachable(CredentialUnavailable):
    """The store did not answer: nothing is known of the credential, and it may pass."""


@final
class Secret:
    """A value that shows itself only to who asks by name."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return f"Secret({REDACTED})"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("A secret is never serialised.")
