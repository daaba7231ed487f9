"""All promises that are put to the test, in order, at the sizes of the benchmark and the tests.

Scenarios are named by path, as stages are in the settings: they know models, which can only be
imported once the settings stand. Those without a small path are the suite's own tests already, or
harsher than what is promised and too long for the tests, or have tests of their own in one process.
"""

from benchmarks.chaos.world import AS_SHIPPED, HURRIED, Scenario, Where

# name, promise, full size, small size, played in full, played small
ON_SERVERS = (
    ("refusals", "Missing credential", 20, 5, "refusals.play", "refusals.play"),
    ("retry", "Retry", 2_000, 100, "retries.play", "retries.play"),
    ("quota", "Spent quota", 500, 60, "retries.play_quota", "retries.play_quota"),
    ("partial", "Partial failure", 400, 40, "partial.play", "partial.play"),
    ("telling", "Observability", 400, 20, "telling.play", "telling.play"),
    ("secrets", "Secrets", 200, 20, "guards.play", "guards.play_workers"),
    ("addresses", "SSRF", 1, 0, "guards.play_addresses", ""),
    ("tenancy", "Tenancy crawl", 1, 0, "guards.play_tenancy", ""),
    ("replay", "Replay audit", 1, 0, "guards.play_replay", ""),
    ("verdicts", "Evaluator errors", 12, 12, "verdicts.play", "verdicts.play"),
    ("judge", "Slow evaluator", 1_000, 60, "verdicts.play_slow", "verdicts.play_slow"),
    ("rate", "Requests per minute", 180, 0, "limits.play_rate", ""),
    ("sharing", "Two runs, one limit", 300, 0, "limits.play_sharing", ""),
    ("budgets", "Budgets", 500, 0, "budgets.play", ""),
    ("cancel", "Cancel", 5_000, 250, "stopping.play_cancel", "stopping.play_cancel"),
    ("outage", "Outage", 3_000, 400, "outage.play", "outage.play_short"),
    ("long", "Outage of two minutes", 3_000, 0, "outage.play_long", ""),
    ("storm", "Storm of 429", 3_000, 0, "outage.play_storm", ""),
    ("page", "A proxy's page", 3_000, 0, "outage.play_page", ""),
    ("brief", "Outage of a small run", 60, 0, "outage.play_small_run", ""),
    ("rolling", "Shutdown", 5_000, 350, "stopping.play_rolling", "stopping.play_rolling_fast"),
    ("zombies", "Zombies", 1_000, 300, "zombies.play", "zombies.play"),
    ("frozen", "A worker that stands still", 1_000, 0, "zombies.play_frozen", ""),
    ("restart", "Restart under long answers", 64, 0, "away.play_database", ""),
    ("broker", "Broker killed for 15 s", 2_000, 0, "away.play_killed_broker", ""),
    ("silence", "Broker silent for 20 s", 2_000, 0, "away.play_stopped_broker", ""),
    ("poison", "Poison", 200, 60, "poison.play", "poison.play"),
    ("survival", "No loss, bounded billing", 10_000, 2_000, "survival.play", "survival.play"),
)
UNHURRIED = (
    ("tenants", "Isolation between tenants", 320, 96, "tenants.play", "tenants.play_once"),
)
EMBEDDED = (("embedded", "SQLite embedded", 3_000, 300, "embedded.play", "embedded.play_small"),)

SCENARIOS = {
    name: Scenario(
        name=name,
        promise=promise,
        full=full,
        small=small,
        path=path,
        path_small=path_small,
        where=where,
        pace=pace,
    )
    for where, pace, rows in (
        (Where.SERVERS, AS_SHIPPED, UNHURRIED),
        (Where.SERVERS, HURRIED, ON_SERVERS),
        (Where.EMBEDDED, HURRIED, EMBEDDED),
    )
    for name, promise, full, small, path, path_small in rows
}
