"""SQLite tells a decimal with 15 digits: the largest cost may be rounded up, and takes one more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("experiments", "0013_keys_in_their_order"),
    ]

    operations = [
        migrations.AlterField(
            model_name="attempt",
            name="cost_usd",
            field=models.DecimalField(blank=True, decimal_places=12, max_digits=30, null=True),
        ),
    ]
