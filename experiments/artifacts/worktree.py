"""Git at work on a few files, in a temporary directory outside any repository.

Git is the authority on what applies and on what a change looks like. It sees no configuration
but ours, no repository, and no name that was not checked before.
"""

import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

TIMEOUT_SECONDS = 5
_CONFIG = (
    "core.quotePath=false",
    "core.abbrev=7",
    "core.autocrlf=false",
    "core.attributesFile=/dev/null",
    "diff.algorithm=myers",
    "diff.renameLimit=200",
)
_DIFF = (
    *("diff", "--no-index", "--no-prefix", "--no-color", "--no-ext-diff", "--no-textconv"),
    *("--text", "--unified=3", "--find-renames=50%", "--", "a", "b"),
)


class GitFailed(Exception):
    """Git could not do it, in its own words: without paths of the host, one line."""


@contextmanager
def directory() -> Iterator[Path]:
    """A fresh directory with nothing above it that git would look into."""
    with tempfile.TemporaryDirectory(prefix="bakeoff-patch-") as name:
        yield Path(name).resolve()


def apply(
    patch: str, files: Mapping[str, str], *, paths: Sequence[str], options: Sequence[str]
) -> dict[str, str]:
    """The texts at `paths` after `git apply`; a path that is gone is left out. Raises GitFailed."""
    with directory() as root:
        work = root / "b"
        work.mkdir()
        write(work, files)
        command = ("apply", "--whitespace=nowarn", *options, "-")
        done = _git(command, cwd=work, root=root, text=patch)
        if done.returncode != 0:
            raise GitFailed(_reason(done.stderr))
        return _read(work, paths)


def diff(old: Mapping[str, str], new: Mapping[str, str]) -> str:
    """What git says lies between the two sets of files. Raises GitFailed."""
    with directory() as root:
        for side, files in (("a", old), ("b", new)):
            (root / side).mkdir()
            write(root / side, files)
        done = _git(_DIFF, cwd=root, root=root)
        if done.returncode not in (0, 1):
            raise GitFailed(_reason(done.stderr))
        return done.stdout.decode("utf-8", "replace")


def write(root: Path, files: Mapping[str, str]) -> None:
    """Write the files below `root`. The paths must be safe. Raises GitFailed."""
    try:
        for path, text in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise GitFailed(f"the files cannot stand in one tree ({error.strerror})") from None


def _read(root: Path, paths: Sequence[str]) -> dict[str, str]:
    found = {}
    for path in paths:
        target = root / path
        if not os.path.lexists(target):
            continue
        if not stat.S_ISREG(target.lstat().st_mode):
            raise GitFailed(f"{path} would not be a regular file")
        found[path] = target.read_bytes().decode("utf-8", "replace")
    return found


def _git(
    command: Sequence[str], *, cwd: Path, root: Path, text: str = ""
) -> subprocess.CompletedProcess[bytes]:
    options = [part for item in _CONFIG for part in ("-c", item)]
    try:
        return subprocess.run(  # noqa: S603
            [_executable(), *options, *command],
            cwd=cwd,
            env=_environment(root),
            input=text.encode("utf-8"),
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise GitFailed(f"git needed more than {TIMEOUT_SECONDS} seconds") from None


def _executable() -> str:
    found = shutil.which("git")
    if found is None:
        raise RuntimeError("git is not installed (Debian: apt-get install git)")
    return found


def _environment(root: Path) -> dict[str, str]:
    return {
        "PATH": os.defpath,
        "HOME": str(root),
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": os.pathsep.join((str(root), str(root.parent))),
        "GIT_DEFAULT_HASH": "sha1",
        "GIT_TERMINAL_PROMPT": "0",
    }


def _reason(stderr: bytes) -> str:
    lines = stderr.decode("utf-8", "replace").splitlines()
    first = next((line for line in lines if line.startswith(("error:", "fatal:"))), "git failed")
    return first.partition(": ")[2][:300] or first
