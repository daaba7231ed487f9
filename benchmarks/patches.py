"""The reader of patches against a megabyte of each text that a careless one chokes on.

    python -m benchmarks.patches [--size 1000000] [--limit 1.0]

Ends with 1 where one of them takes more than `--limit` seconds of CPU, git included.
"""

import argparse
import os
import sys

from experiments.artifacts import AnswerSpec, normalise
from experiments.tests.artifact_bait import BAIT, BASE


def main() -> int:
    options = _options()
    took = {name: _seconds(name, size=options.size) for name in BAIT}
    for name, seconds in sorted(took.items(), key=lambda item: -item[1]):
        print(f"{name:32}{seconds:8.3f} s{'' if seconds <= options.limit else '  too slow'}")
    return int(max(took.values()) > options.limit)


def _seconds(name: str, *, size: int) -> float:
    text = BAIT[name](size)
    before = os.times()
    normalise(text, files=BASE, answer=AnswerSpec())
    return sum(os.times()[:4]) - sum(before[:4])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--size", type=int, default=1_000_000, help="characters of each text")
    parser.add_argument("--limit", type=float, default=1.0, help="seconds that one may take")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
