"""What production does to a run, done to it on purpose: kills, outages, poison, lost messages.

    python -m benchmarks.chaos [--only NAME …] [--size N] [--json FILE]

Starts PostgreSQL, a Redis-protocol server, real workers and a provider that counts what it is
asked, and judges by the database's rows, the provider's own books and what HTTP shows: the engine
is not looked into. Ends with 1 where a figure falls short of its promise.
"""
