"""Breaking the seals by migrating back, and setting them again."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from leaderboards.models import Comparison
from leaderboards.tests.replayed import sealed_comparison

pytestmark = pytest.mark.django_db(transaction=True)


def test_seals_are_broken_by_migrating_back_and_set_again_by_migrating():
    comparison = sealed_comparison()
    rows = Comparison.objects.filter(pk=comparison.pk)
    call_command("migrate", "leaderboards", "0003", verbosity=0)
    try:
        assert rows.update(content="{}") == 1
    finally:
        call_command("migrate", "leaderboards", verbosity=0)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(content="[]")
