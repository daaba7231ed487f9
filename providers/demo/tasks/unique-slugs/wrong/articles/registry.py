"""Which slugs are taken."""

from articles.slug import slugify


class Slugs:
    def __init__(self, longest=40):
        self.longest = longest
        self.taken = set()

    def claim(self, title):
        """A slug for `title` that nobody has claimed before."""
        base = slugify(title, self.longest)
        slug, number = base, 2
        while slug in self.taken:
            slug = f"{base}-{number}"
            number += 1
        self.taken.add(slug)
        return slug
