"""The ignore file."""

from uploader.patterns import matches


class Ignore:
    def __init__(self, text):
        self.patterns = text.splitlines()

    def ignored(self, path):
        return any(matches(pattern, path) for pattern in self.patterns)
