"""URLs of the API client."""

from urllib.parse import urlsplit, urlunsplit


def join(base, path):
    """The address of `path` under `base`, with the queries of both."""
    if not path:
        return base
    scheme, host, base_path, query, _ = urlsplit(base)
    joined = f"{base_path.rstrip('/')}/{path.strip('/')}"
    return urlunsplit((scheme, host, joined, query, ""))


def is_secure(url):
    return url.lower().startswith("https://")
