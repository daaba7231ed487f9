"""What a command in the sandbox may use. Pure."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """`memory_bytes` is the address space of one process, `total_memory_bytes` what all may hold
    at once; `disk_bytes` bounds each writable folder, which lies in memory; `output_bytes` is
    what standard output and error may come to before the command is killed."""

    memory_bytes: int = 1024 * MIB
    total_memory_bytes: int = 2048 * MIB
    processes: int = 64
    open_files: int = 256
    file_bytes: int = 32 * MIB
    disk_bytes: int = 64 * MIB
    output_bytes: int = 4 * MIB

    def resources(self, *, timeout_seconds: float) -> dict[str, int]:
        """The limits that the kernel keeps, by their names in the `resource` module."""
        return {
            "RLIMIT_CPU": int(timeout_seconds) + 1,
            "RLIMIT_AS": self.memory_bytes,
            "RLIMIT_NPROC": self.processes,
            "RLIMIT_NOFILE": self.open_files,
            "RLIMIT_FSIZE": self.file_bytes,
            "RLIMIT_CORE": 0,
        }
