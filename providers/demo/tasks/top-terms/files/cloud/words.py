"""Words of a text."""


def words(text):
    """The words of `text`, in order."""
    return text.split()
