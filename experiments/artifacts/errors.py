"""Why an answer is no change. The messages are for the public: one line, no path of the host."""


class NothingFound(Exception):
    """No change was proposed."""


class Unusable(Exception):
    """A change was proposed that cannot be applied."""
