"""Whether the intervals cover, and the tests err, as often as they say.

    python -m benchmarks.coverage [--runs 4000] [--seed 1] [--only NAME ...] [--json FILE]

Each line is an interval, nominally of 95 %, or a test at 5 % of arms that do not differ, over its
cells: so many tasks, repeats, and ways in which tasks differ. Takes some minutes of one processor.
Ends with 1 where a figure falls short of its promise, and names it.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.chaos.figures import render
from benchmarks.coverage.studies import STUDIES, Measured, Study, measure, promised

HEADINGS = f"{'':26}{'cells':>6}{'runs':>7}{'mean':>8}{'least':>8}{'most':>8}  worst cell"


def line(study: Study, found: Measured) -> str:
    worst = (max if study.is_test else min)(found.shares, key=lambda cell: found.shares[cell])
    return (
        f"{study.name:26}{len(found.shares):>6}{found.runs:>7}{found.mean:>8.3f}"
        f"{found.over(min):>8.3f}{found.over(max):>8.3f}  {worst}"
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.coverage",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--runs", type=int, default=4_000, help="of each cell")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=[s.name for s in STUDIES])
    parser.add_argument("--json", type=Path, metavar="FILE", help="the share of every cell")
    options = parser.parse_args(arguments)
    print(HEADINGS)
    rows, measured = [], []
    for study in STUDIES:
        if options.only and study.name not in options.only:
            continue
        found = measure(study, runs=options.runs, seed=options.seed)
        print(line(study, found), flush=True)
        measured.append(asdict(found))
        rows += [("errs" if study.is_test else "covers", each) for each in promised(study, found)]
    print(f"\n{render(rows)}")
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1))
    return 0 if all(figure.held for _, figure in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
