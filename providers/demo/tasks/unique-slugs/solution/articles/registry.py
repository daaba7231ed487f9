"""Which slugs are taken."""

from itertools import count

from articles.slug import shorten, slugify


class Slugs:
    def __init__(self, longest=40):
        self.longest = longest
        self.taken = set()

    def claim(self, title):
        """A slug for `title` that nobody has claimed before."""
        plain = slug = slugify(title, self.longest)
        numbers = count(2)
        while slug in self.taken:
            suffix = f"-{next(numbers)}"
            slug = shorten(plain, self.longest - len(suffix)) + suffix
        self.taken.add(slug)
        return slug
