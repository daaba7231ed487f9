"""The demo: tasks, and the recorded answers and verdicts of invented models."""
