"""The system calls that the sandbox does without, by the filter itself and inside of it."""

import asyncio
import errno
import struct

import pytest

from experiments.checks.sandbox import Unavailable, find_sandbox
from experiments.checks.syscalls import filter_program

FOUND = find_sandbox()
in_the_sandbox = [
    pytest.mark.sandbox,
    pytest.mark.skipif(
        isinstance(FOUND, Unavailable) or not FOUND.filtered,
        reason=getattr(FOUND, "reason", "this kernel has no filter of system calls"),
    ),
]
X86_64, AARCH64, I386 = 0xC000003E, 0xC00000B7, 0x40000003
ALLOW, KILL, FAIL = 0x7FFF0000, 0x80000000, 0x00050000
NO_SUCH_CALL, NOT_PERMITTED = FAIL | errno.ENOSYS, FAIL | errno.EPERM
THREAD = 0x003D0F00  # the flags of pthread_create
NEW_USER = 0x10000011


def verdict(machine, *, audit, number, argument=0):
    """What the kernel would do, by the operations that the program uses."""
    data = struct.pack("=IIQ6Q", number, audit, 0, argument, 0, 0, 0, 0, 0)
    program = filter_program(machine)
    steps = [struct.unpack_from("=HBBI", program, at) for at in range(0, len(program), 8)]
    at = value = 0
    while True:
        operation, if_true, if_false, operand = steps[at]
        at += 1
        if operation == 0x06:
            return operand
        if operation == 0x20:
            (value,) = struct.unpack_from("=I", data, operand)
            continue
        holds = {0x15: value == operand, 0x35: value >= operand, 0x45: bool(value & operand)}
        at += if_true if holds[operation] else if_false


@pytest.mark.parametrize(
    ("machine", "audit", "number", "argument", "expected"),
    [
        ("x86_64", X86_64, 0, 0, ALLOW),  # read
        ("x86_64", X86_64, 59, 0, ALLOW),  # execve
        ("x86_64", X86_64, 56, THREAD, ALLOW),  # clone
        ("x86_64", X86_64, 56, NEW_USER, NOT_PERMITTED),
        ("x86_64", X86_64, 435, 0, NO_SUCH_CALL),  # clone3: its flags cannot be looked at
        ("x86_64", X86_64, 319, 0, NO_SUCH_CALL),  # memfd_create
        ("x86_64", X86_64, 0x40000000 | 319, 0, NO_SUCH_CALL),
        ("x86_64", I386, 356, 0, KILL),  # memfd_create of another machine
        ("aarch64", AARCH64, 63, 0, ALLOW),  # read
        ("aarch64", AARCH64, 220, THREAD, ALLOW),
        ("aarch64", AARCH64, 220, NEW_USER, NOT_PERMITTED),
        ("aarch64", AARCH64, 279, 0, NO_SUCH_CALL),
        ("aarch64", 0x40000028, 385, 0, KILL),
    ],
)
def test_filter_lets_through_what_programs_need(machine, audit, number, argument, expected):
    assert verdict(machine, audit=audit, number=number, argument=argument) == expected


def test_machine_whose_calls_are_not_known_has_no_filter():
    assert filter_program("riscv64") is None


CODE = """
import ctypes, errno, os, subprocess, threading
libc = ctypes.CDLL(None, use_errno=True)

def tried(name, *arguments):
    ctypes.set_errno(0)
    done = getattr(libc, name)(*arguments)
    return "done" if done >= 0 else errno.errorcode[ctypes.get_errno()]

tries = {
    "memory file": lambda: tried("memfd_create", b"x", 0),
    "shared segment": lambda: tried("shmget", 0, 1 << 20, 0o1600),
    "message queue": lambda: tried("msgget", 0, 0o1600),
    "user namespace": lambda: tried("unshare", 0x10000000),
    "child in a user namespace": lambda: tried("syscall", CLONE, 0x10000011, 0, 0, 0, 0),
    "mount": lambda: tried("mount", b"x", b"/tmp", b"tmpfs", 0, None),
}
for name, act in tries.items():
    print(name, act())
thread = threading.Thread(target=print, args=["thread"])
thread.start()
thread.join()
print(subprocess.run(["echo", "process"], capture_output=True, text=True).stdout.strip())
"""


class TestInside:
    pytestmark = in_the_sandbox

    def test_neither_uncounted_memory_nor_namespaces_can_be_made(self):
        code = f"CLONE = {56 if filter_program() == filter_program('x86_64') else 220}\n{CODE}"
        running = FOUND.run(["python", "main.py"], tree={"main.py": code}, timeout_seconds=20)

        result = asyncio.run(running)

        assert result.stdout_tail.splitlines() == [
            "memory file ENOSYS",
            "shared segment ENOSYS",
            "message queue ENOSYS",
            "user namespace ENOSYS",
            "child in a user namespace EPERM",
            "mount ENOSYS",
            "thread",
            "process",
        ], result
