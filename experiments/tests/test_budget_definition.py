"""The budget of a run, from where it is defined to the run that keeps it."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from experiments.actions import frozen_config, run_like, start_run
from experiments.models import Experiment
from experiments.spec import ArmSpec, ExperimentSpec
from experiments.states import RunState
from experiments.tests.definitions import body_for, change, define, defining_organization
from experiments.tests.editing import filled, form_of, press
from experiments.tests.money import priced
from experiments.tests.runs import allowed_organization, arm, saved_experiment
from organizations.roles import Role
from organizations.tests.http import client_of

NOWHERE = "http://127.0.0.1:9/v1"
NEW = "/organizations/acme/experiments/new/"


def spec(**changes):
    return ExperimentSpec(name="x", tasks="t.jsonl", arms=[ArmSpec(**arm())], **changes)


@pytest.mark.parametrize("given", ["12.5", 12.5, Decimal("12.5")])
def test_a_spec_takes_text_or_a_number(given):
    assert spec(budget_usd=given).budget_usd == Decimal("12.5")


@pytest.mark.parametrize("given", [None, ...])
def test_a_spec_need_not_have_one(given):
    changes = {} if given is ... else {"budget_usd": given}
    assert spec(**changes).budget_usd is None


@pytest.mark.parametrize("given", [0, "0", -1, "much", "NaN", "Infinity", True, "1e20", "0.00001"])
def test_a_spec_takes_nothing_else(given):
    with pytest.raises(ValidationError):
        spec(budget_usd=given)


@pytest.mark.django_db
def test_a_run_freezes_it_and_another_budget_is_another_run():
    owner = allowed_organization(NOWHERE)
    priced(owner)
    run = start_run(saved_experiment(owner, budget_usd="12.5"), actor=None)
    assert run.budget_usd == Decimal("12.5")
    assert run.config["budget_usd"] == "12.5"
    same = saved_experiment(owner, budget_usd="12.50")
    assert run_like(same, states=[RunState.RUNNING]) == run
    other = saved_experiment(owner, budget_usd="13")
    assert run_like(other, states=[RunState.RUNNING]) is None


@pytest.mark.django_db
def test_without_one_configurations_are_what_they_were_before_there_were_any():
    experiment = saved_experiment(allowed_organization(NOWHERE))
    assert "budget_usd" not in frozen_config(experiment, tuple(experiment.arms.all()))


@pytest.mark.django_db
def test_the_api_takes_shows_and_lifts_it():
    owner = defining_organization()
    client = client_of(owner, Role.EDITOR)
    created = define(client, owner, body_for(owner, budget_usd="12.50"))
    assert (created.status_code, created.json()["budget_usd"]) == (201, "12.5")
    experiment = Experiment.objects.get()
    changed = change(client, experiment, "patch", {"repeats": 2}, match="*").json()
    assert (changed["repeats"], changed["budget_usd"]) == (2, "12.5")
    lifted = change(client, experiment, "patch", {"budget_usd": None}, match="*").json()
    assert lifted["budget_usd"] is None
    refused = change(client, experiment, "patch", {"budget_usd": "0"}, match="*")
    assert refused.json()["errors"][0]["attr"] == "budget_usd"


@pytest.mark.django_db
def test_the_api_estimates_what_a_run_will_cost():
    owner = defining_organization()
    priced(owner, "model-0")
    client = client_of(owner, Role.EDITOR)
    found = define(client, owner, body_for(owner)).json()["estimate"]
    known, unknown = found["models"]
    assert found["unpriced"] == ["arm-1"]
    assert found["expected_usd"] == known["expected_usd"]
    assert Decimal(known["expected_usd"]) < Decimal(known["worst_usd"])
    assert unknown["expected_usd"] is unknown["worst_usd"] is None
    assert (found["calls"], known["calls"]) == (4, 2)


@pytest.mark.django_db
def test_the_form_takes_it_and_shows_it_again():
    owner = defining_organization()
    client = client_of(owner, Role.EDITOR)
    fields = filled(owner, budget_usd="12.5")
    review = press(client, NEW, fields, "review")
    assert "$12.5" in review.content.decode()
    press(client, NEW, form_of(review), "save")
    experiment = Experiment.objects.get()
    assert experiment.budget_usd == Decimal("12.5")
    shown = form_of(client.get(f"/experiments/{experiment.pk}/edit/"))
    assert shown["budget_usd"] == "12.5"


@pytest.mark.django_db
def test_the_form_refuses_what_the_api_refuses_at_its_field():
    owner = defining_organization()
    client = client_of(owner, Role.EDITOR)
    refused = press(client, NEW, filled(owner, budget_usd="-1"), "review")
    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"budget_usd"}
