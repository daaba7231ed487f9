"""What the end of the engine's work is published as: the string in settings.RUN_PUBLISHER."""

import scipy.special  # noqa: F401 - here, where no run waits for it yet

from evaluation.queries import replay_worked_by
from experiments.models import Run
from leaderboards import aggregation
from leaderboards.imported_twice import judged_before
from leaderboards.sealing import seal_imports, seal_replay


def publish(run: Run) -> None:
    """A summary of attempts, with the comparison where they were imported before; or a replay's."""
    if run.makes_attempts:
        aggregation.publish(run)
        _compare_imports(run)
    else:
        seal_replay(run)


def _compare_imports(run: Run) -> None:
    """Once: what comes in afterwards does not change who judged."""
    pair = judged_before(run)
    if pair and replay_worked_by(run) is None:
        seal_imports(
            old=pair.old,
            new=pair.new,
            rows=pair.rows(),
            profiles=pair.profiles,
            attempt_set_digest=pair.attempt_set_digest,
        )
