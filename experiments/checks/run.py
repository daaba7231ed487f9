"""Runs the checks of a task on one artifact and combines what they say."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from experiments.artifacts import AnswerSpec, Artifact, normalise
from experiments.checks.kinds import (
    Applies,
    Check,
    CheckKind,
    CheckStatus,
    External,
    MatchesReference,
    Tests,
)
from experiments.checks.sandbox import SandboxResult, Unavailable, find_sandbox

TAIL_CHARACTERS = 2000
_WORST_FIRST = (CheckStatus.FAILED, CheckStatus.ERROR, CheckStatus.NOT_RUN)


class Runner(Protocol):
    """Where tests are run: the sandbox, as a rule."""

    async def run(
        self, command: Sequence[str], *, tree: Mapping[str, str], timeout_seconds: float
    ) -> SandboxResult: ...


Place = Runner | Unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What one check says. `score` is 0…1, None where nothing was found out; `detail` is for the
    public, '' where there is nothing to add."""

    kind: CheckKind
    status: CheckStatus
    score: float | None
    detail: str = ""
    duration_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecksResult:
    """What all checks of a task say together."""

    status: CheckStatus
    score: float | None
    results: tuple[CheckResult, ...]


async def run_checks(
    checks: Sequence[Check],
    *,
    artifact: Artifact,
    base_files: Mapping[str, str],
    reference_patch: str | None,
    sandbox: Place | None = None,
) -> ChecksResult | None:
    """Run the checks in order. None where the task has none.

    A task is as good as its worst check: failed before error before not_run before passed. An
    `external` check takes part only where it is the only one. `sandbox` defaults to the one of
    this machine."""
    own = [check for check in checks if check.kind is not CheckKind.EXTERNAL] or checks
    results = []
    for check in own:
        started = time.monotonic()
        if isinstance(check, Tests):
            place = await asyncio.to_thread(find_sandbox) if sandbox is None else sandbox
            result = await _tests(check, artifact, place)
        elif isinstance(check, MatchesReference):
            result = await asyncio.to_thread(_matches, artifact, base_files, reference_patch)
        else:
            result = _at_once(check, artifact)
        elapsed = (time.monotonic() - started) * 1000
        results.append(replace(result, duration_ms=elapsed))
    return _combined(results) if results else None


def _at_once(check: Applies | External, artifact: Artifact) -> CheckResult:
    if isinstance(check, External):
        return _not_run(check.kind, "a result is posted from outside")
    if artifact.applies:
        return _passed(check.kind)
    return _failed(check.kind, artifact.warnings[-1] if artifact.warnings else "no change")


def _combined(results: Sequence[CheckResult]) -> ChecksResult:
    statuses = {result.status for result in results}
    status = next((one for one in _WORST_FIRST if one in statuses), CheckStatus.PASSED)
    return ChecksResult(status=status, score=_SCORES.get(status), results=tuple(results))


def _matches(
    artifact: Artifact, base_files: Mapping[str, str], reference_patch: str | None
) -> CheckResult:
    kind = CheckKind.MATCHES_REFERENCE
    if not reference_patch:
        return _error(kind, "the task has no reference patch")
    reference = normalise(reference_patch, files=base_files, answer=AnswerSpec())
    if not reference.applies:
        return _error(kind, f"the reference patch: {reference.warnings[-1]}")
    if not artifact.applies:
        return _failed(kind, "the patch does not apply")
    ours, theirs = _compared(artifact.tree), _compared(reference.tree)
    differing = sorted(path for path in ours | theirs if ours.get(path) != theirs.get(path))
    return _failed(kind, f"differs in {', '.join(differing[:10])}") if differing else _passed(kind)


def _compared(tree: Mapping[str, str]) -> dict[str, list[str]]:
    """The lines of each file without white space at their end, and without empty last lines."""
    return {
        path: [line.rstrip() for line in text.rstrip().split("\n")] for path, text in tree.items()
    }


async def _tests(check: Tests, artifact: Artifact, sandbox: Place) -> CheckResult:
    if not artifact.applies:
        return _failed(check.kind, "the patch does not apply")
    if isinstance(sandbox, Unavailable):
        return _not_run(check.kind, sandbox.reason)
    result = await sandbox.run(
        check.command,
        # The tests of the task, not what a model made of them.
        tree={**artifact.tree, **check.files},
        timeout_seconds=check.timeout_seconds,
    )
    return _of_tests(check, result)


def _of_tests(check: Tests, result: SandboxResult) -> CheckResult:
    if result.error is not None:
        return _error(check.kind, result.error)
    if result.timed_out:
        return _failed(check.kind, f"stopped after {check.timeout_seconds:g} seconds")
    if result.stopped is not None:
        return _failed(check.kind, f"stopped: {result.stopped}")
    if result.exit_code == 0:
        return _passed(check.kind)
    said = (result.stderr_tail.strip() or result.stdout_tail.strip())[-TAIL_CHARACTERS:]
    return _failed(check.kind, f"exit code {result.exit_code}\n{said}".strip())


_SCORES = {CheckStatus.PASSED: 1.0, CheckStatus.FAILED: 0.0}


def _passed(kind: CheckKind) -> CheckResult:
    return CheckResult(kind=kind, status=CheckStatus.PASSED, score=1.0)


def _failed(kind: CheckKind, detail: str) -> CheckResult:
    return CheckResult(kind=kind, status=CheckStatus.FAILED, score=0.0, detail=detail)


def _error(kind: CheckKind, detail: str) -> CheckResult:
    return CheckResult(kind=kind, status=CheckStatus.ERROR, score=None, detail=detail)


def _not_run(kind: CheckKind, detail: str) -> CheckResult:
    return CheckResult(kind=kind, status=CheckStatus.NOT_RUN, score=None, detail=detail)
