"""What policy says no to on the command line is kept, though the refused run leaves nothing."""

import pytest
from django.core.management import call_command

from experiments.models import Experiment
from leaderboards.tests.specs import refused, spec, write
from organizations.models import Organization
from organizations.tests.factories import OrganizationFactory
from providers.models import PolicyDenial

pytestmark = pytest.mark.django_db(transaction=True)


def denied_spec():
    whole = spec()
    whole["providers"]["openai_compatible"]["enabled"] = False
    return whole


def test_denials_of_a_refused_run_outlive_it(tmp_path):
    whole = denied_spec()
    OrganizationFactory(slug=whole["organization"])
    with pytest.raises(SystemExit) as stopped:
        call_command("run", str(write(tmp_path, whole)))
    assert stopped.value.code == 3
    assert not Experiment.objects.exists()
    found = PolicyDenial.objects.order_by("arm_key").values_list(
        "at", "code", "arm_key", "provider"
    )
    assert list(found) == [
        ("start", "evaluator_not_allowed", "", "openai_compatible"),
        ("start", "provider_not_allowed", "small", "openai_compatible"),
    ]


def test_an_organisation_that_was_never_stored_has_no_denials(tmp_path, capsys):
    assert refused(write(tmp_path, denied_spec()), capsys)[0] == 3
    assert not PolicyDenial.objects.exists()
    assert not Organization.objects.exists()
