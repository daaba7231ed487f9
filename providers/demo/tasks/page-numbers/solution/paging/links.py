"""The links of the pager."""

AROUND = 2


def page_links(number, count):
    """The page numbers to link to, with None for pages that are left out."""
    near = range(max(1, number - AROUND), min(count, number + AROUND) + 1)
    links = []
    previous = 0
    for page in sorted({1, *near, count}):
        if page - previous == 2:
            links.append(page - 1)
        elif page - previous > 2:
            links.append(None)
        links.append(page)
        previous = page
    return links
