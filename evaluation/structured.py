"""Which judges are asked for structured output unless their profile says otherwise. Pure.

Only where it surely works and a run cannot break by it: OpenAI's own address, and the models of
which OpenAI documents it. Whatever else answers at an address of that shape (a proxy, Azure with an
older API version, one of a router's many models, a local server) may answer 400 to it, so there it
is for the author of the profile to ask for.
"""

import re
from collections.abc import Mapping
from typing import Any

from providers.kinds import ProviderKind

_SURE = re.compile(
    r"(?:gpt-4o(?:-mini)?|gpt-4\.1(?:-mini|-nano)?|gpt-5(?:-mini|-nano)?|o3(?:-mini)?|o4-mini)"
    r"(?:-\d{4}-\d{2}-\d{2})?"
)
_BEFORE_IT = frozenset({"gpt-4o-2024-05-13"})


def surely_structured(provider: str, *, model: str, settings: Mapping[str, Any]) -> bool:
    if provider != ProviderKind.OPENAI or settings.get("base_url"):
        return False
    return _SURE.fullmatch(model) is not None and model not in _BEFORE_IT
