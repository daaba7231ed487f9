"""URLs of the API client."""


def join(base, path):
    """The address of `path` under `base`."""
    return base + path


def is_secure(url):
    return url.lower().startswith("https://")
