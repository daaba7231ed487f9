"""The database itself keeps profiles, rubrics and templates as they were stored."""

import pytest
from django.db import DatabaseError, connection, transaction

from evaluation.immutable import KEPT
from evaluation.models import BoundaryKey
from evaluation.tests.factories import EvaluatorProfileFactory
from organizations.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile():
    profile = EvaluatorProfileFactory(created_by=UserFactory())
    BoundaryKey.of(profile.organization_id)
    return profile


def other(value):
    """A value of the same type that is not this one."""
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else "2001-01-01 00:00:00"


def columns():
    with connection.cursor() as cursor:
        return [
            (table, column.name)
            for table in KEPT
            for column in connection.introspection.get_table_description(cursor, table)
        ]


def test_no_column_of_any_row_can_be_changed(profile):
    for table, column in columns():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT "{column}" FROM {table}')
            [(value,)] = cursor.fetchall()
        if value is None or "id" in column or column in ("parameters", "criteria", "key"):
            continue
        change = f'UPDATE {table} SET "{column}" = %s'
        with (
            pytest.raises(DatabaseError, match="another version"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change, [other(value)])


@pytest.mark.parametrize(
    "change", [{"parameters": {"seed": 1}}, {"model": "m"}, {"structured_output": True}]
)
def test_nor_through_the_models(profile, change):
    for name, value in change.items():
        setattr(profile, name, value)
    with pytest.raises(DatabaseError), transaction.atomic():
        profile.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        type(profile).objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        BoundaryKey.objects.update(key=b"known")


def test_neither_can_a_profile_be_moved_to_another_connection_or_organisation(profile):
    another = EvaluatorProfileFactory()
    moves = [{"connection": another.connection}, {"organization": another.organization}]
    for move in [*moves, {"rubric": another.rubric}, {"created_by": UserFactory()}]:
        with pytest.raises(DatabaseError), transaction.atomic():
            type(profile).objects.filter(pk=profile.pk).update(**move)


def test_what_a_profile_points_at_may_go_and_so_may_its_organisation(profile):
    profile.connection.delete()
    profile.created_by.delete()
    profile.refresh_from_db()
    assert (profile.connection, profile.created_by) == (None, None)
    profile.delete()
    profile.organization.delete()
    assert not BoundaryKey.objects.exists()
