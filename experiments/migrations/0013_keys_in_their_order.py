"""Keys of arms and tasks are in the order of their code points, whatever the language of the
database: on SQLite they are anyway, and figures are made in that order."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KEYS = (("experiments_runarm", "key"), ("experiments_task", "key"))


def by_code_points(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    _collate(editor, '"C"')


def as_before(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    _collate(editor, '"default"')


def _collate(editor: BaseDatabaseSchemaEditor, collation: str) -> None:
    if editor.connection.vendor == "postgresql":
        for table, column in KEYS:
            editor.execute(
                f"ALTER TABLE {table} ALTER COLUMN {column} TYPE varchar(200) COLLATE {collation}"
            )


class Migration(migrations.Migration):
    dependencies = [("experiments", "0012_calls_outside_of_runs")]

    operations = [migrations.RunPython(by_code_points, as_before)]
