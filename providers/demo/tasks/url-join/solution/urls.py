"""URLs of the API client."""

from urllib.parse import urlsplit, urlunsplit


def join(base, path):
    """The address of `path` under `base`, with the queries of both."""
    if not path:
        return base
    scheme, host, base_path, base_query, _ = urlsplit(base)
    path, _, query = path.partition("?")
    joined = f"{base_path.rstrip('/')}/{path.lstrip('/')}"
    queries = "&".join(part for part in (base_query, query) if part)
    return urlunsplit((scheme, host, joined, queries, ""))


def is_secure(url):
    return url.lower().startswith("https://")
