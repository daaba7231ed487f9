"""What a command in the sandbox cannot do, however hard it tries."""

import asyncio
import socket
import subprocess
import uuid
from pathlib import Path

import pytest

from experiments.checks.limits import MIB, Limits
from experiments.checks.sandbox import TAIL_BYTES, Unavailable, find_sandbox

FOUND = find_sandbox()
pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(isinstance(FOUND, Unavailable), reason=getattr(FOUND, "reason", "")),
]


def run(*command, tree=None, timeout_seconds=20, **limits):
    running = FOUND.run(
        command, tree=tree or {}, timeout_seconds=timeout_seconds, limits=Limits(**limits)
    )
    # Commands that must be stopped sleep for longer than this.
    return asyncio.run(asyncio.wait_for(running, 40))


def python(code, **options):
    return run("python", "main.py", tree={"main.py": code}, **options)


def processes_with(mark):
    """The processes of this machine that have the mark among their words."""
    done = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    return [line for line in done.stdout.splitlines() if mark in line]


def test_command_finds_its_files_and_a_bare_environment(monkeypatch):
    monkeypatch.setenv("BAKEOFF_CREDENTIAL_ACME_X", "canary")

    result = python("import os; print(sorted(os.listdir('.')), sorted(os.environ), os.getcwd())")

    assert result.exit_code == 0, result
    names = "['HOME', 'LANG', 'PATH', 'PWD', 'PYTHONDONTWRITEBYTECODE']"
    assert result.stdout_tail == f"['main.py'] {names} /box\n"


@pytest.mark.parametrize("name", ["python", "python3"])
def test_python_is_there_whatever_the_host_calls_it(name):
    result = run("sh", "-c", f"ls -L /box-bin; command -v {name}")

    assert result.stdout_tail.split() == ["python", "python3", f"/box-bin/{name}"], result


def test_tree_is_written_byte_for_byte():
    tree = {"a/b.txt": "x\r\n\x0cé\u2028", "a/c/d": ""}

    result = run("sh", "-c", "od -An -tx1 a/b.txt; ls a/c", tree=tree)

    assert result.stdout_tail.split() == ["78", "0d", "0a", "0c", "c3", "a9", "e2", "80", "a8", "d"]


def test_exit_code_and_streams_come_back():
    result = run("sh", "-c", "echo out; echo err >&2; exit 3")

    assert (result.exit_code, result.stdout_tail, result.stderr_tail) == (3, "out\n", "err\n")


def test_network_is_out_of_reach():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        result = python(f"import socket; socket.create_connection(('127.0.0.1', {port}), 2)")

    assert result.exit_code == 1
    assert "OSError" in result.stderr_tail or "refused" in result.stderr_tail


def test_files_of_the_host_are_out_of_reach(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("canary")
    here = Path(__file__)

    for path in (secret, here, "/etc/passwd", "/etc/shadow", Path.home() / ".ssh", "/sys", "/var"):
        assert run("ls", str(path)).exit_code != 0, path


@pytest.mark.parametrize("folder", ["/", "/usr", "/etc", "/dev", "/proc", "/box-bin", "/root"])
def test_nothing_but_the_work_folders_is_writable(folder):
    assert run("touch", f"{folder}/x").exit_code != 0


def test_command_is_not_root_and_has_no_capability():
    result = python(
        "import os\n"
        "print([line.split()[1] for line in open('/proc/self/status')"
        " if line.startswith(('CapEff', 'CapPrm', 'CapAmb', 'NoNewPrivs'))])\n"
        "print(os.getuid() == 0)"
    )

    none = "0" * 16
    assert result.stdout_tail.startswith(f"['{none}', '{none}', '{none}', '1']"), result
    assert result.stdout_tail.endswith("False\n")


def test_other_processes_of_the_host_cannot_be_seen():
    result = python("import os; print(sum(name.isdigit() for name in os.listdir('/proc')))")

    assert int(result.stdout_tail) <= 3


def test_time_out_kills_what_the_command_started():
    mark = f"mark-{uuid.uuid4().hex}"
    code = (
        "import os, subprocess, sys\n"
        f"detached = [sys.executable, '-c', 'import time; time.sleep(60)', '{mark}']\n"
        "subprocess.Popen(detached, start_new_session=True)\n"
        "print('started', flush=True)\n"
        "import time; time.sleep(60)"
    )

    result = python(code, timeout_seconds=2)

    assert (result.timed_out, result.exit_code, result.stdout_tail) == (True, None, "started\n")
    assert processes_with(mark) == []


def test_what_outlives_the_command_is_killed_with_it():
    mark = f"mark-{uuid.uuid4().hex}"

    result = run("sh", "-c", f"sh -c 'sleep 60; : {mark}' & exit 0")

    assert (result.exit_code, processes_with(mark)) == (0, [])


def test_cancelling_kills_the_command():
    mark = f"mark-{uuid.uuid4().hex}"

    async def cancel():
        command = ["sh", "-c", f"sleep 60; : {mark}"]
        task = asyncio.create_task(FOUND.run(command, tree={}, timeout_seconds=60))
        while not processes_with(mark):
            await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(asyncio.wait_for(cancel(), 20))
    assert processes_with(mark) == []


def test_fork_bomb_is_bounded():
    code = (
        "import os, time\n"
        "count = 0\n"
        "try:\n"
        "    while True:\n"
        "        if os.fork() == 0:\n"
        "            time.sleep(60)\n"
        "        count += 1\n"
        "except OSError:\n"
        "    print(count)\n"
    )

    result = python(code, processes=16)

    assert (result.exit_code, 0 < int(result.stdout_tail) <= 16) == (0, True), result


def test_memory_of_a_process_is_bounded():
    result = python("x = bytearray(300 * 1024 * 1024)", memory_bytes=200 * MIB)

    assert result.exit_code == 1
    assert "MemoryError" in result.stderr_tail


def test_memory_of_all_processes_together_is_bounded():
    code = (
        "import os, time\n"
        "for number in range(8):\n"
        "    if os.fork() == 0:\n"
        "        held = bytearray(40 * 1024 * 1024)\n"
        "        time.sleep(60)\n"
        "time.sleep(60)\n"
    )

    result = python(code, total_memory_bytes=150 * MIB)

    assert result.exit_code is None
    assert "of memory" in result.stopped


def test_output_is_bounded_and_its_end_kept():
    result = python("while True: print('flood' * 1000)", output_bytes=MIB)

    assert "of output" in result.stopped
    assert 0 < len(result.stdout_tail) <= TAIL_BYTES


@pytest.mark.parametrize("folder", ["/box", "/tmp", "/dev/shm"])
def test_disk_is_bounded(folder):
    code = (
        "import errno\n"
        "try:\n"
        "    for number in range(100):\n"
        f"        open(f'{folder}/{{number}}', 'wb').write(bytes(1024 * 1024))\n"
        "except OSError as error:\n"
        "    print(number, errno.errorcode[error.errno])\n"
    )

    result = python(code, disk_bytes=8 * MIB)

    number, reason = result.stdout_tail.split()
    assert (int(number) <= 8, reason) == (True, "ENOSPC")


def test_one_file_is_bounded():
    result = python("open('x', 'wb').write(bytes(4 * 1024 * 1024))", file_bytes=MIB)

    assert result.exit_code != 0


def test_output_that_is_no_text_is_made_storable():
    result = run("printf", r"a\000\377b")

    assert result.stdout_tail == "a\ufffd\ufffdb"


@pytest.mark.parametrize(
    ("command", "tree", "reason"),
    [
        (["no-such-program"], {}, "no-such-program"),
        (["true"], {"a": "x", "a/b": "x"}, "File exists"),
        (["true"], {"a": "x" * (65 * MIB)}, "No space left"),
    ],
)
def test_what_cannot_start_is_an_error_of_the_sandbox(command, tree, reason):
    result = run(*command, tree=tree)

    assert result.exit_code is None
    assert reason in result.error
