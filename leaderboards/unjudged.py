"""Why a board has no entry, from the summary itself. Pure."""

from collections.abc import Mapping
from typing import Any

NO_PROFILE = "no evaluator profile judges this run"
# Of imported runs: what the results lacked. Nothing here could have filled the board.
NOT_IN_RESULTS = {
    "quality": "no validation came with the results",
    "latency": "no attempt that succeeded or timed out came with a latency",
    "cost": "no cost came with the results, and unknown is not 0",
    "evaluator": "no evaluation came with the results",
}
NOTHING_TO_JUDGE = "no attempt came to be judged"


def why_unjudged(summary: Mapping[str, Any]) -> str:
    """A clause, without a capital and a full stop."""
    judging = summary["stages"].get("evaluation") or {}
    if judging.get("failed"):
        return _failed(judging)
    if not summary["run"]["evaluator_profile"]:
        return NO_PROFILE
    return NOTHING_TO_JUDGE


def _failed(judging: Mapping[str, Any]) -> str:
    """Summaries from before the codes were counted have none."""
    codes: Mapping[str, int] = judging.get("by_error_code") or {}
    most = sorted(codes.items(), key=lambda each: (-each[1], each[0]))
    told = ", ".join(f"{n} {code}" for code, n in most)
    clause = f"none of {judging['n']} judgements succeeded"
    return f"{clause} ({told})" if told else clause
