"""Runs a command over a tree of files where it can do no harm, and reports how it went."""

import asyncio
import json
import secrets
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from experiments.checks import bubblewrap, memory, syscalls
from experiments.checks.limits import Limits
from providers.text import storable

TAIL_BYTES = 8 * 1024
_CHUNK = 64 * 1024
_PROBE_SECONDS = 20
_WATCH_SECONDS = 0.2
_DEFAULT = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailable:
    """There is no sandbox here. `reason` names the remedy."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxResult:
    """How a command went. `exit_code` is None where it was stopped: because of its time
    (`timed_out`) or of what it used (`stopped` says what). `error` is set where the sandbox,
    not the command, is at fault; then the command never ran. The tails are storable text."""

    exit_code: int | None
    stdout_tail: str = ""
    stderr_tail: str = ""
    timed_out: bool = False
    stopped: str | None = None
    error: str | None = None
    duration_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """Bubblewrap at `executable`, known to work. `filtered`: with the filter of system calls,
    which a machine or a kernel may not have."""

    executable: str
    filtered: bool

    async def run(
        self,
        command: Sequence[str],
        *,
        tree: Mapping[str, str],
        timeout_seconds: float,
        limits: Limits = _DEFAULT,
    ) -> SandboxResult:
        """Run the command in a folder that holds the tree. Everything it started is dead after.

        Never raises because of what the command does; cancelling it kills the command."""
        job = _job(command, tree=tree, timeout_seconds=timeout_seconds, limits=limits)
        with bubblewrap.opened_filter(filtered=self.filtered) as source:
            process = await asyncio.create_subprocess_exec(
                *bubblewrap.arguments(self.executable, limits, filter_from=source),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env={},
                cwd="/",
                start_new_session=True,
                pass_fds=() if source is None else (source,),
            )
        watched = _Watched(process=process, limits=limits, started=job["started"])
        try:
            return await watched.finish(json.dumps(job).encode(), timeout_seconds=timeout_seconds)
        finally:
            watched.kill()
            await process.wait()


@cache
def find_sandbox() -> Sandbox | Unavailable:
    """The sandbox of this machine, tried once with a trivial command (about 50 ms)."""
    executable = shutil.which("bwrap")
    if executable is None:
        return Unavailable(
            reason="bubblewrap is not installed (Debian: apt-get install bubblewrap)"
        )
    filtered = syscalls.filter_program() is not None
    found = _tried(executable, filtered=filtered)
    if filtered and isinstance(found, Unavailable) and "PR_SET_SECCOMP" in found.reason:
        # A kernel may be built without such filters; all other limits hold there.
        return _tried(executable, filtered=False)
    return found


def _tried(executable: str, *, filtered: bool) -> Sandbox | Unavailable:
    job = _job(["python3", "-c", "pass"], tree={}, timeout_seconds=_PROBE_SECONDS, limits=_DEFAULT)
    try:
        with bubblewrap.opened_filter(filtered=filtered) as source:
            done = subprocess.run(  # noqa: S603
                bubblewrap.arguments(executable, _DEFAULT, filter_from=source),
                input=json.dumps(job).encode(),
                capture_output=True,
                env={},
                cwd="/",
                timeout=_PROBE_SECONDS,
                check=False,
                pass_fds=() if source is None else (source,),
            )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Unavailable(reason=f"bubblewrap cannot be run here: {type(error).__name__}")
    if done.returncode == 0 and done.stdout.strip() == job["started"].encode():
        return Sandbox(executable=executable, filtered=filtered)
    return Unavailable(reason=f"bubblewrap cannot create a namespace here: {_line(done.stderr)}")


@dataclass(slots=True, kw_only=True)
class _Watched:
    """One running command: its output is read, its memory watched, its end enforced."""

    process: asyncio.subprocess.Process
    limits: Limits
    started: str
    stdout: "_Tail" = field(default_factory=lambda: _Tail())
    stderr: "_Tail" = field(default_factory=lambda: _Tail())
    stopped: str | None = None
    has_started: bool = False
    began: float = field(default_factory=time.monotonic)

    async def finish(self, job: bytes, *, timeout_seconds: float) -> SandboxResult:
        timed_out = False
        watcher = asyncio.create_task(self._watch_memory())
        try:
            async with asyncio.timeout(timeout_seconds):
                await asyncio.gather(self._feed(job), self._read_stdout(), self._read_stderr())
                await self.process.wait()
        except TimeoutError:
            timed_out = True
        finally:
            watcher.cancel()
        return self._result(timed_out=timed_out)

    def kill(self) -> None:
        # The processes of the namespace die with bubblewrap, whatever they are up to.
        if self.process.returncode is None:
            self.process.kill()

    def _result(self, *, timed_out: bool) -> SandboxResult:
        stderr = self.stderr.text()
        failed = not self.has_started and not timed_out
        ended = not (timed_out or self.stopped or failed)
        return SandboxResult(
            exit_code=self.process.returncode if ended else None,
            stdout_tail=self.stdout.text(),
            stderr_tail=stderr,
            timed_out=timed_out,
            stopped=self.stopped,
            error=f"the sandbox could not start the command: {_line(stderr)}" if failed else None,
            duration_ms=(time.monotonic() - self.began) * 1000,
        )

    async def _feed(self, job: bytes) -> None:
        stdin = self.process.stdin
        assert stdin is not None
        try:
            stdin.write(job)
            await stdin.drain()
            stdin.close()
        except (BrokenPipeError, ConnectionResetError):
            pass  # it ended early; what it said about that is on standard error

    async def _read_stdout(self) -> None:
        assert self.process.stdout is not None
        first = await self.process.stdout.readline()
        self.has_started = first.strip() == self.started.encode()
        await self._read(self.process.stdout, self.stdout)

    async def _read_stderr(self) -> None:
        assert self.process.stderr is not None
        await self._read(self.process.stderr, self.stderr)

    async def _read(self, stream: asyncio.StreamReader, tail: "_Tail") -> None:
        while chunk := await stream.read(_CHUNK):
            tail.add(chunk)
            if self.stdout.total + self.stderr.total > self.limits.output_bytes:
                self._stop(f"it wrote more than {self.limits.output_bytes} bytes of output")

    async def _watch_memory(self) -> None:
        while True:
            await asyncio.sleep(_WATCH_SECONDS)
            if memory.held_bytes(self.process.pid) > self.limits.total_memory_bytes:
                self._stop(f"it held more than {self.limits.total_memory_bytes} bytes of memory")

    def _stop(self, reason: str) -> None:
        self.stopped = self.stopped or reason
        self.kill()


@dataclass(slots=True)
class _Tail:
    """The last bytes of a stream, and how many there were."""

    total: int = 0
    kept: bytes = b""

    def add(self, chunk: bytes) -> None:
        self.total += len(chunk)
        self.kept = (self.kept + chunk)[-TAIL_BYTES:]

    def text(self) -> str:
        return storable(self.kept.decode("utf-8", "replace"))


def _job(
    command: Sequence[str], *, tree: Mapping[str, str], timeout_seconds: float, limits: Limits
) -> dict:
    return {
        "command": list(command),
        "tree": dict(tree),
        "uid": bubblewrap.user(),
        "limits": limits.resources(timeout_seconds=timeout_seconds),
        # Only the launcher knows it: without it on the first line the command never ran.
        "started": secrets.token_hex(16),
    }


def _line(stderr: str | bytes) -> str:
    text = stderr.decode("utf-8", "replace") if isinstance(stderr, bytes) else stderr
    lines = [line for line in text.splitlines() if line.strip()]
    return storable(lines[-1].strip()[:300]) if lines else "no reason was given"
