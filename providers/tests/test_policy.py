import pytest

from organizations.tests.factories import OrganizationFactory
from providers.kinds import ProviderKind
from providers.models import AllowlistEntry
from providers.policy import DenialCode, denial, entries_of
from providers.tests.factories import AllowlistEntryFactory


def code(entry, *, model="gpt-5-mini"):
    found = denial(entry, provider="openai_compatible", model=model)
    return found.code if found else None


def entry(*patterns, enabled=True):
    return AllowlistEntry(enabled=enabled, allowed_models=list(patterns))


def test_no_entry_denies():
    assert code(None) is DenialCode.PROVIDER_NOT_ALLOWED


def test_a_disabled_entry_denies_whatever_its_models():
    assert code(entry("*", enabled=False)) is DenialCode.PROVIDER_NOT_ALLOWED


@pytest.mark.parametrize(
    ("patterns", "allowed"),
    [
        (["*"], True),
        (["gpt-5-mini"], True),
        (["gpt-5*"], True),
        (["other", "gpt-?-mini"], True),
        (["gpt-[45]-*"], True),
        ([], False),
        (["GPT-5*"], False),
        (["gpt-5"], False),
        (["mini"], False),
        ([""], False),
        ([None, 5, ["*"]], False),
    ],
)
def test_patterns(patterns, allowed):
    assert code(entry(*patterns)) is (None if allowed else DenialCode.MODEL_NOT_ALLOWED)


def test_an_entry_whose_models_are_no_list_denies():
    assert code(AllowlistEntry(enabled=True, allowed_models="*")) is DenialCode.MODEL_NOT_ALLOWED


def test_a_hostile_pattern_is_matched_in_no_time():
    assert code(entry("*a" * 50 + "b"), model="a" * 5000) is DenialCode.MODEL_NOT_ALLOWED


@pytest.mark.django_db
def test_the_entries_of_one_organisation_come_in_one_query(django_assert_num_queries):
    ours = AllowlistEntryFactory()
    AllowlistEntryFactory(organization=ours.organization, provider=ProviderKind.DEMO)
    AllowlistEntryFactory(organization=OrganizationFactory())
    with django_assert_num_queries(1):
        entries = entries_of(ours.organization)
    assert set(entries) == {"openai_compatible", "demo"}
    assert entries["openai_compatible"] == ours
