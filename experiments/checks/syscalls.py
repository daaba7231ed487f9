"""Which system calls the sandbox does without: a filter for the kernel (seccomp), made by hand.

Memory that no process has mapped is seen by no limit of a process, and a namespace of its own
would let a command mount folders that lie in memory: what makes either is not there. Programs are
told what an older kernel would tell them (ENOSYS), and know how to do without. Pure.
"""

import errno
import platform
import struct
from collections.abc import Iterator

# By the machine's name: its number in the audit subsystem, and the numbers of its system calls
# (linux/audit.h, asm/unistd.h).
_MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_NUMBERS: dict[str, tuple[int, int]] = {
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "unshare": (272, 97),
    "setns": (308, 268),
    "clone3": (435, 435),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "io_uring_setup": (425, 425),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
}
_CLONE = (56, 220)
_NEW_NAMESPACES = 0x7E020000  # CLONE_NEW…, as in linux/sched.h
_X32 = 0x40000000  # the same calls by other numbers, on x86_64

_LOAD, _EQUALS, _AT_LEAST, _HAS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16  # in struct seccomp_data
_ALLOW, _KILL, _FAIL = 0x7FFF0000, 0x80000000, 0x00050000


def filter_program(machine: str = platform.machine()) -> bytes | None:
    """The program as bubblewrap takes it; None for a machine whose calls are not known here."""
    if machine not in _MACHINES:
        return None
    return b"".join(struct.pack("=HBBI", *step) for step in _steps(machine))


def _steps(machine: str) -> Iterator[tuple[int, int, int, int]]:
    """Operation, steps to skip if it holds, steps to skip if not, operand."""
    column = list(_MACHINES).index(machine)
    absent = (_RETURN, 0, 0, _FAIL | errno.ENOSYS)
    yield (_LOAD, 0, 0, _MACHINE)
    yield (_EQUALS, 1, 0, _MACHINES[machine])
    yield (_RETURN, 0, 0, _KILL)  # calls of another machine that this one understands too
    yield (_LOAD, 0, 0, _NUMBER)
    if machine == "x86_64":
        yield (_AT_LEAST, 0, 1, _X32)
        yield absent
    for numbers in _NUMBERS.values():
        yield (_EQUALS, 0, 1, numbers[column])
        yield absent
    yield (_EQUALS, 0, 3, _CLONE[column])
    yield (_LOAD, 0, 0, _FIRST_ARGUMENT)
    yield (_HAS, 0, 1, _NEW_NAMESPACES)
    yield (_RETURN, 0, 0, _FAIL | errno.EPERM)
    yield (_RETURN, 0, 0, _ALLOW)
