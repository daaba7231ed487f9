"""What a provider may send that is no honest answer, and what must become of the attempt."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from experiments.tests.artifact_bait import BAIT
from experiments.tests.processes import completion

Answer = tuple[int, Any, dict[str, str]]
FILES = {"x.py": "a = 1\n"}
GOOD = "x.py\n```python\na = 2\n```\n"
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """`error_code` None: it succeeds, and `applies` is the artifact's."""

    answer: Answer
    error_code: str | None = None
    applies: bool | None = None


def text(content: Any, *, applies: bool | None = None, **changes: Any) -> Hostile:
    return Hostile(answer=(200, completion(content, **changes), {}), applies=applies)


def broken(body: bytes, error_code: str, **headers: str) -> Hostile:
    return Hostile(answer=(200, body, headers), error_code=error_code)


def _added(path: str) -> str:
    return f"--- /dev/null\n+++ {path}\n@@ -0,0 +1 @@\n+evil\n"


def _raw(field: str, value: str) -> bytes:
    """A completion with JSON that no writer of JSON would write."""
    body = json.dumps(completion(GOOD, **{field: "HERE"}))
    return body.replace('"HERE"', value).encode("utf-8", "surrogatepass")


def _in_text(value: bytes) -> bytes:
    return json.dumps(completion("HERE")).encode().replace(b"HERE", value)


HOSTILE: Mapping[str, Hostile] = {
    # Patches.
    "out of the tree": text(_added("b/../../../etc/cron.d/x"), applies=False),
    "an absolute path": text(_added("/etc/cron.d/x"), applies=False),
    "git's own files": text(_added("b/.git/hooks/pre-commit"), applies=False),
    "a look-alike": text(_added("b/\u2025/x"), applies=False),
    "a symbolic link": text(
        "diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+/etc\n",
        applies=False,
    ),
    "fences that never balance": text(BAIT["fences that never balance"](500_000), applies=True),
    "hunks without end": text(BAIT["hunks"](500_000), applies=False),
    # Sizes.
    "ten megabytes": Hostile(
        answer=(200, completion("x" * 10 * MIB), {}), error_code="response_too_large"
    ),
    "ten megabytes, packed": broken(
        gzip.compress(json.dumps(completion("x" * 10 * MIB)).encode()),
        "response_too_large",
        **{"Content-Encoding": "gzip"},
    ),
    "more than is read as a patch": text("x" * (MIB + 1)),
    # Bytes.
    "no text at all": broken(bytes(range(256)) * 64, "invalid_response"),
    "half a character": broken(_in_text(b"\xc3"), "invalid_response"),
    "a surrogate as bytes": Hostile(answer=(200, _in_text(b"\xed\xa0\x80"), {})),
    "a NUL between the quotes": broken(_in_text(b"\x00"), "invalid_response"),
    "an escaped NUL": text("a\x00b" + GOOD, applies=True),
    "a lone surrogate": text("a\ud800b" + GOOD, applies=True),
    "a program": text("\x7fELF\x02\x01\x01\x00" + "\x00\x01\x02\ufffe\uffff" * 1000),
    # JSON.
    "nested without end": broken(b"[" * 200_000, "invalid_response"),
    "a number without end": broken(_raw("created", "9" * 50_000), "invalid_response"),
    "no JSON": broken(b"<html>\x00</html>", "invalid_response"),
    "not a number": text(GOOD, applies=True, usage={"prompt_tokens": float("nan")}),
    "counts beyond any column": text(
        GOOD, applies=True, usage={"prompt_tokens": 10**40, "completion_tokens": -1}
    ),
    "a cost beyond any column": text(
        GOOD, applies=True, usage={"prompt_tokens": 1, "completion_tokens": 1, "cost": 1e300}
    ),
    # Fields that are kept beside the answer.
    "a model of any length": text(GOOD, applies=True, model="m\x00\ud800" * 2000),
    "an id of any length": text(GOOD, applies=True, id="i\x00\ud800" * 2000),
    "a reason of any length": text(
        GOOD,
        applies=True,
        choices=[
            {
                "index": 0,
                "message": {"role": "assistant", "content": GOOD},
                "finish_reason": "r\x00\ud800" * 2000,
            }
        ],
    ),
    "an error with NUL": Hostile(
        answer=(400, {"error": {"message": "no\x00\ud800" * 500, "code": "c\x00" * 500}}, {}),
        error_code="invalid_request",
    ),
    "a header of any length": Hostile(
        answer=(200, completion(GOOD), {"x-request-id": "r" * 4000}), applies=True
    ),
}
