"""`python -m benchmarks.chaos`: the servers of each database, and a process that plays on them."""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.chaos.catalogue import SCENARIOS
from benchmarks.chaos.figures import Figure, broken, render
from benchmarks.chaos.world import Where
from config.inherited import without_settings
from config.local_servers import local_servers

Row = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(arguments)
    chosen = [SCENARIOS[name] for name in options.only or SCENARIOS]
    rows: list[Row] = []
    for where in Where:
        names = [scenario.name for scenario in chosen if scenario.where == where]
        rows += play(where, names, size=options.size) if names else []
    print(render([(row["promise"], _figure(row)) for row in rows]))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n")
    return int(not all(row["held"] for row in rows))


def play(where: Where, names: Sequence[str], *, size: int | None) -> list[Row]:
    """The figures, in a process whose settings point at servers of its own."""
    with tempfile.TemporaryDirectory(prefix="bakeoff-chaos-") as directory:
        found = Path(directory) / "figures.json"
        command = [sys.executable, "-m", "benchmarks.chaos.play", where, str(found), *names]
        command += ["--size", str(size)] if size else []
        with environment_for(where, directory=directory) as environment:
            code = subprocess.run(command, env=environment, check=False).returncode
        rows: list[Row] = json.loads(found.read_text()) if found.exists() else []
    if code:
        rows.append({"promise": where, **_fields(broken("the scenarios", f"exit {code}"))})
    return rows


@contextmanager
def environment_for(where: Where, *, directory: str) -> Iterator[dict[str, str]]:
    common = {
        **without_settings(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "BAKEOFF_DATA_DIR": directory,
    }
    if where == Where.EMBEDDED:
        yield common | {"DATABASE_URL": f"sqlite:///{directory}/chaos.sqlite3"}
        return
    with local_servers() as servers:
        yield common | servers.environment()


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos", description=__doc__)
    parser.add_argument(
        "--only", nargs="+", choices=SCENARIOS, metavar="NAME", help=", ".join(SCENARIOS)
    )
    parser.add_argument("--size", type=int, help="instead of each scenario's own")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    return parser.parse_args(arguments)


def _figure(row: Row) -> Figure:
    return Figure(**{name: value for name, value in row.items() if name != "promise"})


def _fields(figure: Figure) -> Row:
    return {name: getattr(figure, name) for name in ("name", "seen", "limit", "held")}
