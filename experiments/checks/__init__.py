"""Finds out whether a change does what its task asks for.

    parse_checks(task's `validation`) -> (Check, …)
    await run_checks(checks, artifact=…, base_files=…, reference_patch=…) -> ChecksResult | None

`tests` run in a bubblewrap sandbox (`sandbox`, `bubblewrap`, `launcher`): a model's code sees no
network, no file of the host but its programs, and bounded time, memory, processes and disk.
"""

from experiments.checks.kinds import (
    Applies,
    Check,
    CheckKind,
    CheckStatus,
    External,
    MatchesReference,
    Tests,
    parse_checks,
)
from experiments.checks.run import CheckResult, ChecksResult, Place, Runner, run_checks
from experiments.checks.sandbox import Sandbox, SandboxResult, Unavailable, find_sandbox

__all__ = [
    "Applies",
    "Check",
    "CheckKind",
    "CheckResult",
    "CheckStatus",
    "ChecksResult",
    "External",
    "MatchesReference",
    "Place",
    "Runner",
    "Sandbox",
    "SandboxResult",
    "Tests",
    "Unavailable",
    "find_sandbox",
    "parse_checks",
    "run_checks",
]
