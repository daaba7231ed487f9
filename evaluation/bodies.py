"""Bodies of requests for replays, and how the API describes them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

REASON_LENGTH = 500


class ReplayBody(BaseModel):
    """Under which profile a run is to be judged again, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    profile: Annotated[str, Field(min_length=1, max_length=220, description="NAME or NAME:VERSION")]
    version: Annotated[
        int | None, Field(ge=1, le=2_147_483_647, strict=True, description="Default: the latest.")
    ] = None
    reason: Annotated[str, Field(max_length=REASON_LENGTH)] = ""
    dry_run: Annotated[
        bool, Field(strict=True, description="Say what it would cost, and start nothing.")
    ] = False

    @property
    def reference(self) -> str:
        return self.profile if self.version is None else f"{self.profile}:{self.version}"
