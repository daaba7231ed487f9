"""The links of the pager."""


def page_links(number, count):
    """The page numbers to link to."""
    return list(range(1, count + 1))
