"""The line between a judge's instructions and what it judges. Pure.

A candidate that knows the delimiter can close it and write instructions of its own. This one is
keyed, so nobody can tell it beforehand, and it is made from what is judged and by whom, so the same
profile asks about the same artifact in the same words.
"""

import hashlib
import hmac
from collections.abc import Iterable
from itertools import count

LENGTH = 32


def boundary_for(key: bytes, *, profile: str, patch: str, beside: Iterable[str] = ()) -> str:
    """Hexadecimal digits that stand neither in the patch nor in the texts `beside` it.

    `profile` is the digest of the profile. HMAC-SHA-256 (RFC 2104), cut to 128 bits.
    """
    texts = (patch, *beside)
    artifact = hashlib.sha256(patch.encode("utf-8", "surrogatepass")).hexdigest()
    for number in count():
        said = f"{profile}\n{artifact}\n{number}".encode()
        made = hmac.new(key, said, hashlib.sha256).hexdigest()[:LENGTH]
        if not any(made in text for text in texts):
            return made
    raise AssertionError("unreachable")
