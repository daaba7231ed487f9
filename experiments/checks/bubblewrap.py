"""The bubblewrap command line: what the inside of the sandbox consists of.

A file system of its own with the host's programs read-only, one bounded writable folder, no
network, no processes but its own, no variables but those below, no system calls that make memory
or folders which nobody counts. Nothing of /home, /root, /etc
(but the linker's cache) or the folder that the server runs in.
"""

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from experiments.checks.limits import Limits
from experiments.checks.syscalls import filter_program

FOLDER = "/box"  # where the tree lies and the command runs
_PROGRAMS = "/box-bin"
_LAUNCHER = Path(__file__).with_name("launcher.py")
_SYSTEM = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_LINKER = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives")


def arguments(executable: str, limits: Limits, *, filter_from: int | None) -> list[str]:
    """The whole command: bubblewrap, its options, and the launcher as Python source.

    `filter_from` is the open file with the filter of system calls, None for none."""
    return [
        executable,
        *_namespaces(),
        *(("--seccomp", str(filter_from)) if filter_from is not None else ()),
        *_variables(),
        *_files(limits),
        *("--", interpreter(), "-I", "-S", "-c", _LAUNCHER.read_text(encoding="utf-8")),
    ]


@contextmanager
def opened_filter(*, filtered: bool) -> Iterator[int | None]:
    """An open file to hand over, from which the filter can be read once."""
    program = filter_program() if filtered else None
    if program is None:
        yield None
        return
    reader, writer = os.pipe()
    try:
        os.write(writer, program)  # less than any pipe holds
        os.close(writer)
        yield reader
    finally:
        os.close(reader)


def interpreter() -> str:
    """The Python underneath any virtual environment, which the sandbox can see."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    path = Path(sys.base_prefix) / "bin" / version
    return str(path) if path.exists() else os.path.realpath(sys.executable)


def user() -> int | None:
    """The user that root becomes inside; None where the server is not root.

    A user of its own for each run: the kernel counts processes by user, and exempts root."""
    if os.geteuid() != 0:
        return None
    first, _, count = Path("/proc/self/uid_map").read_text().split()[:3]
    highest = min(int(first) + int(count), 2**31) - 1
    lowest = max(1, highest // 2)
    return lowest + secrets.randbelow(highest - lowest)


def _namespaces() -> Iterator[str]:
    yield from ("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts")
    yield from ("--unshare-cgroup-try", "--die-with-parent", "--new-session")
    yield from ("--hostname", "sandbox", "--cap-drop", "ALL")
    if os.geteuid() == 0:
        # Without a user namespace: the launcher needs these two to stop being root.
        yield from ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
    else:
        yield "--unshare-user"


def _variables() -> Iterator[str]:
    prefix = f"{sys.base_prefix}/bin"
    yield "--clearenv"
    yield from ("--setenv", "PATH", f"{_PROGRAMS}:{prefix}:/usr/local/bin:/usr/bin:/bin")
    yield from ("--setenv", "HOME", "/tmp")  # noqa: S108
    yield from ("--setenv", "LANG", "C.UTF-8")
    yield from ("--setenv", "PYTHONDONTWRITEBYTECODE", "1")


def _files(limits: Limits) -> Iterator[str]:
    yield from ("--ro-bind", "/usr", "/usr")
    for path in map(Path, _SYSTEM):
        if path.is_symlink():
            yield from ("--symlink", str(path.readlink()), str(path))
        elif path.is_dir():
            yield from ("--ro-bind", str(path), str(path))
    yield from _folders("/etc")
    for name in _LINKER:
        yield from ("--ro-bind-try", name, name)
    yield from ("--proc", "/proc", "--dev", "/dev")
    for folder in ("/dev/shm", "/tmp", FOLDER):  # noqa: S108
        yield from ("--perms", "1777", "--size", str(limits.disk_bytes), "--tmpfs", folder)
    # After /tmp: an interpreter may well lie below it.
    yield from _python()
    yield from ("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", FOLDER)


def _python() -> Iterator[str]:
    prefix = os.path.realpath(sys.base_prefix)
    if not prefix.startswith("/usr/"):
        yield from _folders(str(Path(sys.base_prefix).parent))
        yield from ("--ro-bind", prefix, sys.base_prefix)
    yield from _folders(_PROGRAMS)
    for name in ("python", "python3"):
        yield from ("--symlink", interpreter(), f"{_PROGRAMS}/{name}")


def _folders(path: str) -> Iterator[str]:
    """The folder and those above it, open to any user: bubblewrap's own are root's alone."""
    for folder in [*reversed(Path(path).parents), Path(path)][1:]:
        yield from ("--perms", "0755", "--dir", str(folder))
