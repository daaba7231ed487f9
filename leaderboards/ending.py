"""What the end of the engine's work is published as: the string in settings.RUN_PUBLISHER."""

from experiments.models import Run
from leaderboards import aggregation
from leaderboards.sealing import seal_replay


def publish(run: Run) -> None:
    """A summary of attempts, or a replay's comparison."""
    if run.makes_attempts:
        aggregation.publish(run)
    else:
        seal_replay(run)
