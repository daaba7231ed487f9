"""Calls that were made before say now where they went: by their arm, or by their run alone."""

from django.db import migrations
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


def say_where(apps, schema_editor):
    call, run, arm = (
        apps.get_model("experiments", name) for name in ("ProviderCall", "Run", "RunArm")
    )
    of_run = run.objects.filter(pk=OuterRef("run_id"))
    of_arm = arm.objects.filter(pk=OuterRef("arm_id"))
    call.objects.filter(organization=None).update(
        organization_id=Subquery(of_run.values("experiment__organization_id")[:1])
    )
    call.objects.exclude(arm=None).update(
        provider=Coalesce(Subquery(of_arm.values("provider")[:1]), "provider"),
        model=Coalesce(Subquery(of_arm.values("model")[:1]), "model"),
        connection_id=Subquery(of_arm.values("connection_id")[:1]),
    )


class Migration(migrations.Migration):
    dependencies = [("experiments", "0004_engine_at_scale")]

    operations = [migrations.RunPython(say_where, migrations.RunPython.noop, elidable=True)]
