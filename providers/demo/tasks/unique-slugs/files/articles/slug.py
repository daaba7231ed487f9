"""Titles as parts of an address."""


def slugify(title):
    return "".join(letter if letter.isalnum() else "-" for letter in title.lower())
