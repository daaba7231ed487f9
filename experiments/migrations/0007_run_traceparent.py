from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("experiments", "0006_ledger_not_null")]

    operations = [
        migrations.AddField(
            model_name="run",
            name="traceparent",
            field=models.CharField(blank=True, default="", editable=False, max_length=55),
        ),
    ]
