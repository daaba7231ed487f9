"""The links of the pager."""


def page_links(number, count):
    """The page numbers to link to, with None for pages that are left out."""
    shown = {1, count} | {p for p in range(number - 2, number + 3) if 1 <= p <= count}
    links = []
    for page in sorted(shown):
        if links and page != links[-1] + 1:
            links.append(None)
        links.append(page)
    return links
