"""The triggers by which the database keeps profiles, rubrics and templates as they were stored.

Profiles quote each other's digests and runs point at them: a row that changes would make both lie.
What a row points at may still be deleted, which empties the column. SQLite makes a table anew when
a column of it is altered, and triggers do not come along: a later migration of such a table ends by
setting them again.
"""

from typing import Any

REFUSAL = "Evaluator profiles, rubrics and templates are never changed: store another version."
FUNCTION = "evaluation_keep_as_stored"
# table: the columns that may become empty
KEPT = {
    "evaluation_evaluatorprofile": ("connection_id", "created_by_id"),
    "evaluation_rubric": (),
    "evaluation_prompttemplate": (),
    "evaluation_boundarykey": (),
}
# Compares the whole row, so that it names no column and stands in no later migration's way.
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb := to_jsonb(OLD);
    becomes jsonb := to_jsonb(NEW);
    freed text;
BEGIN
    FOREACH freed IN ARRAY string_to_array(TG_ARGV[0], ' ') LOOP
        IF becomes->freed = 'null'::jsonb THEN
            was := was - freed;
            becomes := becomes - freed;
        END IF;
    END LOOP;
    IF was IS DISTINCT FROM becomes THEN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
"""


def refuse_changes(connection: Any) -> None:
    allow_changes(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for table, freed in KEPT.items():
            cursor.execute(_trigger(cursor, connection, table=table, freed=freed))


def allow_changes(connection: Any) -> None:
    """For migrations back, and for tests that change what nobody may."""
    on = "" if connection.vendor == "sqlite" else " ON {table}"
    with connection.cursor() as cursor:
        for table in KEPT:
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_kept{on.format(table=table)}")


def _trigger(cursor: Any, connection: Any, *, table: str, freed: tuple[str, ...]) -> str:
    head = f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table}"
    if connection.vendor == "postgresql":
        return f"{head} FOR EACH ROW EXECUTE FUNCTION {FUNCTION}('{' '.join(freed)}')"
    columns = [each.name for each in connection.introspection.get_table_description(cursor, table)]
    changed = " OR ".join(_changed(column, may_go=column in freed) for column in columns)
    return f"{head} WHEN {changed} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"


def _changed(column: str, *, may_go: bool) -> str:
    differs = f'NEW."{column}" IS NOT OLD."{column}"'
    return f'({differs} AND NEW."{column}" IS NOT NULL)' if may_go else differs
