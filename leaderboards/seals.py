"""The triggers by which the database keeps sealed comparisons as they are."""

from typing import Any

TABLE = "leaderboards_comparison"
REFUSAL = "A sealed comparison is neither changed nor deleted."
NAMES = {"UPDATE": "comparison_not_changed", "DELETE": "comparison_not_deleted"}
FUNCTION = "leaderboards_comparison_is_sealed"


def set_seals(connection: Any) -> None:
    _execute(connection, setting(connection.vendor))


def break_seals(connection: Any) -> None:
    """For migrations back, and for emptying a test database."""
    _execute(connection, breaking(connection.vendor))


def setting(vendor: str) -> list[str]:
    """What a database of this vendor is told."""
    if vendor == "postgresql":
        return [
            f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{REFUSAL}'"
            " USING ERRCODE = 'integrity_constraint_violation'; END $$",
            *(
                f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE}"
                f" FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()"
                for event, name in NAMES.items()
            ),
        ]
    return [
        f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE}"
        f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for event, name in NAMES.items()
    ]


def breaking(vendor: str) -> list[str]:
    """What undoes `setting`."""
    if vendor == "postgresql":
        dropped = [f"DROP TRIGGER IF EXISTS {name} ON {TABLE}" for name in NAMES.values()]
        return [*dropped, f"DROP FUNCTION IF EXISTS {FUNCTION}()"]
    return [f"DROP TRIGGER IF EXISTS {name}" for name in NAMES.values()]


def _execute(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
