"""What may go wrong with a call."""


class Transient(Exception):
    """Passes by itself; `retry_after` in seconds if the server told."""

    def __init__(self, message, retry_after=None):
        super().__init__(message)
        self.retry_after = retry_after
