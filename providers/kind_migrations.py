"""What a migration does that adds kinds of provider, with the way back. For migrations only.

Going back loses no connection, arm or profile of the kinds that the older version does not know:
they are set aside, where it cannot use them, and going forward again brings them back. Entries
of the allowlist are removed, which denies the kind.
"""

import logging
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

logger = logging.getLogger(__name__)
SET_ASIDE = "set_aside"
HELD_BY = "openai_compatible"  # the kind under which a row waits; what it holds fits no kind


def change_kinds(
    table: str,
    *,
    constraint: str,
    choices: Sequence[tuple[str, str]],
    added: Sequence[str],
    column: str | None,
) -> list[Operation]:
    """The operations for one table (`app.Model`) whose `provider` names a kind.

    `choices` are all kinds from now on, `added` the values that are new, and `column` the JSON
    column that keeps what is set aside; None where rows are removed.
    """
    model = table.partition(".")[2]
    field: Any = models.CharField(choices=list(choices), max_length=30)
    known = models.Q(provider__in=[value for value, _ in choices])
    return [
        migrations.RemoveConstraint(model, name=constraint),
        migrations.AlterField(model, "provider", field),
        migrations.AddConstraint(model, models.CheckConstraint(condition=known, name=constraint)),
        _move_rows(table, added, column=column),
    ]


def _move_rows(table: str, kinds: Sequence[str], *, column: str | None) -> migrations.RunPython:
    if column is None:
        return migrations.RunPython(migrations.RunPython.noop, partial(_remove, table, kinds))
    return migrations.RunPython(
        partial(_bring_back, table, kinds, column), partial(_set_aside, table, kinds, column)
    )


def _remove(table: str, kinds: Sequence[str], apps: Any, schema_editor: Any) -> None:
    count, _ = _rows(table, apps, schema_editor).filter(provider__in=kinds).delete()
    if count:
        logger.warning("Going back: %d rows of %s are removed, which denies them.", count, table)


def _set_aside(
    table: str, kinds: Sequence[str], column: str, apps: Any, schema_editor: Any
) -> None:
    rows = list(_rows(table, apps, schema_editor).filter(provider__in=kinds))
    for row in rows:
        held = {"provider": row.provider, "value": getattr(row, column)}
        row.provider = HELD_BY
        setattr(row, column, {SET_ASIDE: held})
        row.save(update_fields=["provider", column])
    if rows:
        logger.warning(
            "Going back: %d rows of %s are set aside; going forward again brings them back.",
            len(rows),
            table,
        )


def _bring_back(
    table: str, kinds: Sequence[str], column: str, apps: Any, schema_editor: Any
) -> None:
    waiting = {f"{column}__{SET_ASIDE}__provider__in": list(kinds)}
    for row in _rows(table, apps, schema_editor).filter(**waiting):
        held = getattr(row, column)[SET_ASIDE]
        row.provider = held["provider"]
        setattr(row, column, held["value"])
        row.save(update_fields=["provider", column])


def _rows(table: str, apps: Any, schema_editor: Any) -> Any:
    return apps.get_model(table).objects.using(schema_editor.connection.alias)
