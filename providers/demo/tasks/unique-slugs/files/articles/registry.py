"""Which slugs are taken."""

from articles.slug import slugify


class Slugs:
    def __init__(self, longest=40):
        self.longest = longest
        self.taken = set()

    def claim(self, title):
        slug = slugify(title)
        self.taken.add(slug)
        return slug
