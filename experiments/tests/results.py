"""Lines of results.jsonl for tests, and reading them."""

import json
from io import BytesIO
from typing import Any

import pytest

from experiments.imports.reading import Results, lines_of, read_results
from organizations.errors import Invalid

DIFF = "--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-a = 1\n+a = 2\n"


def result(arm: str = "able", task: str = "t1", repeat: int = 1, **known: Any) -> dict[str, Any]:
    """An attempt that succeeded, unless `known` says otherwise."""
    told = {
        "arm": arm,
        "provider": "elsewhere",
        "model": f"model-of-{arm}",
        "task": task,
        "repeat": repeat,
        "state": "succeeded",
    }
    return told | known


def bytes_of(*results: Any) -> bytes:
    """A line for each: what is bytes stays as it is, everything else as JSON."""
    lines = [r if isinstance(r, bytes) else json.dumps(r).encode() for r in results]
    return b"".join(line + b"\n" for line in lines)


def read(*results: Any) -> Results:
    return kept_of(*results)[0]


def kept_of(*results: Any) -> tuple[Results, list[Any]]:
    """What the lines say together, and each as it was kept."""
    keep = BytesIO()
    found = read_results(BytesIO(bytes_of(*results)), place="r.jsonl", keep=keep)
    return found, list(lines_of(keep))


def faults_of(*results: Any) -> list[str]:
    with pytest.raises(Invalid) as raised:
        read(*results)
    assert raised.value.code == "results_invalid"
    return raised.value.message.splitlines()
