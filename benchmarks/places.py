"""What is read of a run: the addresses of its pages and of its documents."""

EMPTY = "/benchmark/empty/"
A, B = "arm-0", "arm-1"


def places_of(run: str) -> dict[str, str]:
    """Pages first; the names are those of the report."""
    pair = f"a={A}&b={B}"
    return {
        "leaderboards": f"/runs/{run}/",
        "pairwise": f"/runs/{run}/pairwise/?{pair}",
        "pairwise, improved": f"/runs/{run}/pairwise/?{pair}&board=latency&outcome=improved&page=3",
        "pairs": f"/runs/{run}/pairs/?board=latency",
        "tasks": f"/runs/{run}/tasks/?show=differ&page=3",
        "side by side": f"/runs/{run}/pairwise/task/?{pair}&task=task-00007",
        "attempts": f"/runs/{run}/attempts/",
        "summary (API)": summary_of(run),
        "pairwise (API)": f"/api/v1/runs/{run}/pairwise/?{pair}",
    }


def summary_of(run: str) -> str:
    return f"/api/v1/runs/{run}/summary/"


def export_of(run: str, *, form: str) -> str:
    return f"/api/v1/runs/{run}/export/?format={form}"
