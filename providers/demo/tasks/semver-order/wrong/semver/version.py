"""A semantic version that can be compared."""

from functools import total_ordering


@total_ordering
class Version:
    def __init__(self, text):
        self.text = text
        core, _, self.build = text.partition("+")
        numbers, _, self.prerelease = core.partition("-")
        parts = numbers.split(".")
        if len(parts) != 3 or not all(part.isdigit() for part in parts):
            raise ValueError(f"{text!r} is not a semantic version")
        self.numbers = tuple(int(part) for part in parts)

    def _key(self):
        if not self.prerelease:
            return self.numbers, 1, ()
        identifiers = tuple(
            part.zfill(8) if part.isdigit() else part for part in self.prerelease.split(".")
        )
        return self.numbers, 0, len(identifiers), identifiers

    def __eq__(self, other):
        return self._key() == other._key()

    def __lt__(self, other):
        return self._key() < other._key()

    def __hash__(self):
        return hash(self._key())

    def __repr__(self):
        return f"Version({self.text!r})"
