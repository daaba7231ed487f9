"""What handlers raised."""


class HandlerErrors(Exception):
    def __init__(self, errors):
        super().__init__(f"{len(errors)} handlers failed")
        self.errors = errors
