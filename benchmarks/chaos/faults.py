"""What production does to an installation: done to the real servers and processes of this one."""

import atexit
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection

from benchmarks.chaos.crew import Worker
from benchmarks.chaos.patience import until

LOOPBACK, ESTABLISHED = "0100007F", "01"
# Of a process that was stopped a moment ago. What one of its sessions waits for it may yet get.
TRANSACTIONS = """
SELECT state FROM pg_stat_activity WHERE application_name = %s AND xact_start IS NOT NULL
"""
TRIES = 60


class OutOfReach(Exception):
    """A server that is not this machine's own, so that it cannot be harmed from here."""


def flush_broker() -> None:
    """Every hint is lost, as after a restart of a broker that stores nothing."""
    with redis.Redis.from_url(settings.CELERY_BROKER_URL) as client:
        client.flushall()


def kill_broker() -> Callable[[], None]:
    """SIGKILL, with everything that it held; returns what starts it again, as it was. Raises
    OutOfReach."""
    program, *arguments = _broker("executable", "config_file")
    os.kill(_broker_pid(), signal.SIGKILL)

    def start_again() -> None:
        directory = Path(arguments[0]).parent
        successor = subprocess.Popen(
            [program, *arguments],
            cwd=directory,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        atexit.register(successor.kill)
        until(_broker_answers, seconds=30, what="the broker is up again")

    return start_again


def stop_broker() -> Callable[[], None]:
    """SIGSTOP: connections stay, and nothing answers. Returns what lets it go on. Raises
    OutOfReach."""
    pid = _broker_pid()
    os.kill(pid, signal.SIGSTOP)
    return lambda: os.kill(pid, signal.SIGCONT)


def stop(worker: Worker, *, within_transaction: bool) -> bool:
    """SIGSTOP in the middle of a transaction, with whatever that has locked, or outside of any;
    False where it could not be caught so, and is stopped all the same."""
    for _ in range(TRIES):
        worker.send(signal.SIGSTOP)
        time.sleep(0.1)
        states = _transactions(worker)
        if ("idle in transaction" in states) if within_transaction else not states:
            return True
        worker.send(signal.SIGCONT)
        time.sleep(0.05)
    worker.send(signal.SIGSTOP)
    return False


def restart_database() -> None:
    """`pg_ctl restart -m immediate`: every session is cut, and the log is replayed at the start.
    Raises OutOfReach."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        data = Path(cursor.fetchone()[0])
    connection.close()
    owner = data.stat().st_uid if os.geteuid() == 0 else None
    subprocess.run(
        [
            str(_pg_ctl(data)),
            "-w",
            "-D",
            str(data),
            "-m",
            "immediate",
            "-l",
            f"{data}/log",
            "restart",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=owner,
    )


def kill_client(port: int, *, to: int, among: Iterable[int]) -> bool:
    """SIGKILL to the process whose connection to the port `to` comes from `port`; False where
    none of these has it."""
    inode = _socket_of(port, to=to)
    for pid in among:
        if inode and _holds(pid, f"socket:[{inode}]"):
            os.kill(pid, signal.SIGKILL)
            return True
    return False


def _broker(*names: str) -> list[str]:
    with redis.Redis.from_url(settings.CELERY_BROKER_URL) as client:
        told = client.info("server")
    return [str(told[name]) for name in names]


def _broker_pid() -> int:
    (pid,) = _broker("process_id")
    if not Path(f"/proc/{pid}").exists():
        raise OutOfReach("the broker is not this machine's own")
    return int(pid)


def _broker_answers() -> bool:
    try:
        with redis.Redis.from_url(settings.CELERY_BROKER_URL) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _transactions(worker: Worker) -> list[str]:
    """The states of the sessions that are in one."""
    with connection.cursor() as cursor:
        cursor.execute(TRANSACTIONS, [worker.name])
        return [state for (state,) in cursor.fetchall()]


def _pg_ctl(data: Path) -> Path:
    """The program beside the one that runs the server."""
    try:
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
        return Path(f"/proc/{pid}/exe").readlink().parent / "pg_ctl"
    except OSError as fault:
        raise OutOfReach(f"the database server is not this machine's own: {fault}") from fault


def _socket_of(port: int, *, to: int) -> str:
    """The inode of the established connection between two ports of the loopback address
    (proc(5)). An earlier one from the same port, to another, may still be listed."""
    wanted = [f"{LOOPBACK}:{port:04X}", f"{LOOPBACK}:{to:04X}", ESTABLISHED]
    rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return next((row[9] for row in rows if row[1:4] == wanted), "")


def _holds(pid: int, link: str) -> bool:
    return any(_target(each) == link for each in Path(f"/proc/{pid}/fd").glob("*"))


def _target(descriptor: Path) -> str:
    """Empty for one that was closed since it was listed."""
    try:
        return str(descriptor.readlink())
    except OSError:
        return ""
