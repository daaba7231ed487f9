"""What is reserved in a month is summed over the calls in flight; the month's sum is made twice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("providers", "0005_breakers_spending"),
    ]

    operations = [
        migrations.RemoveField(model_name="spending", name="reserved_usd"),
        migrations.AddField(
            model_name="spending",
            name="sum_again_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
