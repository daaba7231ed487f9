"""The ignore file."""

from uploader.patterns import matches


class Ignore:
    def __init__(self, text):
        lines = text.splitlines()
        self.patterns = [line for line in lines if line.strip() and not line.startswith("#")]

    def ignored(self, path):
        """Whether the last pattern that matches says so."""
        for pattern in reversed(self.patterns):
            if matches(pattern.removeprefix("!"), path):
                return not pattern.startswith("!")
        return False
