"""Until now only calls that were answered had a latency."""

from django.db import migrations


def mark(apps, schema_editor):
    calls = apps.get_model("experiments", "ProviderCall").objects.using(
        schema_editor.connection.alias
    )
    calls.filter(latency_ms__isnull=False).update(answered=True)


class Migration(migrations.Migration):
    dependencies = [("experiments", "0009_interrupts_and_turns")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
