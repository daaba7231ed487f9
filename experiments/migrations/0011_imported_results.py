"""What comes with results from elsewhere: task sets that are keys alone, failures without a code."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("experiments", "0010_answered_calls")]

    operations = [
        migrations.AddField(
            model_name="taskset",
            name="keys_only",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RemoveConstraint(model_name="attempt", name="attempt_failed_has_code"),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=~models.Q(state="failed") | ~models.Q(error_code="") | models.Q(claims=0),
                name="attempt_failed_has_code",
            ),
        ),
    ]
