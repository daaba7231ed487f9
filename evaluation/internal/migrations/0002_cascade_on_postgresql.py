"""Integrity without an ORM relation: the database itself removes a rationale with its evaluation.

SQLite cannot add a foreign key to a table that stands; a rationale left over there is reachable
by nobody, since nothing carries its id any more.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE evaluation_internal_rationale
    ADD CONSTRAINT rationale_of_evaluation FOREIGN KEY (evaluation_id)
    REFERENCES evaluation_evaluation (id) ON DELETE CASCADE
"""
BACKWARD = "ALTER TABLE evaluation_internal_rationale DROP CONSTRAINT rationale_of_evaluation"


def _on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):
    dependencies = [("evaluation_internal", "0001_initial"), ("evaluation", "0001_initial")]
    operations = [migrations.RunPython(_on_postgresql(FORWARD), _on_postgresql(BACKWARD))]
