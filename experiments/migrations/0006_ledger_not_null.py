"""From here on every call says where it went."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("experiments", "0005_ledger_says_where")]

    operations = [
        migrations.AlterField(
            model_name="providercall",
            name="organization",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="organizations.organization",
            ),
        ),
        migrations.AlterField(
            model_name="providercall",
            name="provider",
            field=models.CharField(max_length=200),
        ),
    ]
