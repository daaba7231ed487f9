"""The table of stages."""

import pytest

from experiments.work.stage import stage_after, stage_named, stages


def test_stages_follow_one_another_as_the_settings_list_them():
    assert [stage.name for stage in stages()] == ["attempts", "validation", "evaluation"]


@pytest.mark.parametrize(
    ("name", "following"),
    [("attempts", "validation"), ("validation", "evaluation"), ("evaluation", None)],
)
def test_a_stage_is_known_by_its_name_and_not_by_its_object(name, following):
    """Two threads that ask for the stages first, at once, hold different objects."""
    after = stage_after(type(stage_named(name))())
    assert (after.name if after else None) == following
