"""Isolated claims, and claims that are forgiven."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0002_hosted_providers"),
    ]

    operations = [
        migrations.AddField(
            model_name="evaluation",
            name="forgiven",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="evaluation",
            name="isolated",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="evaluation",
            name="waits_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="evaluation",
            index=models.Index(
                condition=models.Q(("interruptions__gte", 2), ("state", "pending")),
                fields=["run"],
                name="evaluation_alone",
            ),
        ),
    ]
