"""What a result from outside is kept with, and which runs it has to be published for."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("experiments", "0007_run_traceparent"),
    ]

    operations = [
        migrations.AddField(
            model_name="validation",
            name="url",
            field=models.CharField(blank=True, max_length=2000),
        ),
        migrations.AddField(
            model_name="validation",
            name="posted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="run",
            name="results_changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
