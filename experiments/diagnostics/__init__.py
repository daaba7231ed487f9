"""Where the time of a run went, and its failures: read from its rows and its ledger, in a number
of queries that does not depend on how many there are."""

from experiments.diagnostics.report import Diagnostics, diagnose

__all__ = ["Diagnostics", "diagnose"]
