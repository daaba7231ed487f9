"""Promises that need no load: the suite's own tests of them, run here as they stand."""

import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from benchmarks.chaos.figures import Figure
from benchmarks.chaos.world import World
from config.inherited import without_settings

SERVERS = ("DATABASE_URL", "CELERY_BROKER_URL", "REDIS_URL")
BROKER_OF_ITS_OWN = "9"  # a database of the same server, out of sight of the standing crew


def tests_hold(world: World, *paths: str) -> Figure:
    """Of these modules of tests, by pytest in a process and a database of its own."""
    with tempfile.TemporaryDirectory(prefix="bakeoff-chaos-") as directory:
        report = Path(directory) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *paths]
        done = subprocess.run(
            [*command, f"--junitxml={report}"],
            env=_environment(world, directory=directory),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        counts = _counts(report)
    ran = counts["tests"] - counts["skipped"]
    failed = counts["failures"] + counts["errors"]
    held = done.returncode == 0 and ran > 0
    if not held:
        print(done.stdout[-4000:], file=sys.stderr)
    return Figure(name="tests that passed", seen=f"{ran - failed} of {ran}", limit="all", held=held)


def _environment(world: World, *, directory: str) -> dict[str, str]:
    """None of the crew's settings: they open networks, and much else."""
    servers = {name: world.environment[name] for name in SERVERS}
    for name in ("CELERY_BROKER_URL", "REDIS_URL"):
        servers[name] = f"{servers[name].rpartition('/')[0]}/{BROKER_OF_ITS_OWN}"
    return without_settings() | servers | {"BAKEOFF_DATA_DIR": directory}


def _counts(report: Path) -> dict[str, int]:
    names = ("tests", "failures", "errors", "skipped")
    if not report.exists():
        return dict.fromkeys(names, 0)
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    return {name: sum(int(suite.get(name, 0)) for suite in list(suites)) for name in names}
