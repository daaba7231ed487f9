"""What becomes of calls that are cut off, whose turn it is to reconcile, which calls were answered,
and what a validation came to before it was tried again."""

from django.db import migrations, models

CHOICES = [("retry", "Retry"), ("fail", "Fail")]


class Migration(migrations.Migration):
    dependencies = [("experiments", "0008_posted_results")]

    operations = [
        migrations.AddField(
            model_name="experiment",
            name="on_interrupt",
            field=models.CharField(
                choices=CHOICES,
                default="retry",
                max_length=5,
                help_text="What becomes of a call that was cut off on this side and may have been"
                " billed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="experiment",
            constraint=models.CheckConstraint(
                condition=models.Q(("on_interrupt__in", ["retry", "fail"])),
                name="experiment_on_interrupt_known",
            ),
        ),
        migrations.AddField(
            model_name="run",
            name="on_interrupt",
            field=models.CharField(choices=CHOICES, default="retry", max_length=5),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(("on_interrupt__in", ["retry", "fail"])),
                name="run_on_interrupt_known",
            ),
        ),
        migrations.AddField(
            model_name="reconciling",
            name="busy_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="providercall",
            name="answered",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="validation",
            name="earlier",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
