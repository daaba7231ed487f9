"""Bodies of requests that define what is to be compared, and how the API describes them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SkipValidation

from experiments.spec import ExperimentBody, Name
from experiments.taskfile import TaskLine
from providers.request_bodies import all_optional


class ExperimentPatch(ExperimentBody):
    """Any of the fields of an experiment. For the description of the API alone."""

    model_config = ConfigDict(json_schema_extra=all_optional)


class TaskSetBody(BaseModel):
    """A task set with its tasks, as they stand in the lines of a tasks.jsonl."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    # Checked one by one by `check_tasks`, with the sentences of the file.
    tasks: Annotated[list[SkipValidation[TaskLine]], Field(min_length=1)]


class NamedUpload(BaseModel):
    """The query of an upload whose body is the file itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
