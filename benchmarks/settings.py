"""The product's settings with provider calls as the only stage: what the engine is measured on."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks"]
RUN_STAGES = ["experiments.stages.attempts.AttemptStage"]
