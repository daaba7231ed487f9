"""The ignore file."""

from uploader.patterns import matches


class Ignore:
    def __init__(self, text):
        self.patterns = [line for line in text.splitlines() if line and line[0] != "#"]

    def ignored(self, path):
        """Whether the last pattern that matches says so."""
        result = False
        for pattern in self.patterns:
            if matches(pattern.lstrip("!"), path):
                result = not pattern.startswith("!")
        return result
