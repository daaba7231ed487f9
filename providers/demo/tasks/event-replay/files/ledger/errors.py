"""What can be wrong with a log."""


class LogError(Exception):
    def __init__(self, version):
        super().__init__(f"version {version}")
        self.version = version
