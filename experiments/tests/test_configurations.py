"""The configurations that an experiment ran with, and what was changed between two of them."""

import pytest
from django.urls import reverse

from experiments.actions import frozen_config
from experiments.config_diff import compare
from experiments.tests.factories import ArmFactory, ExperimentFactory, RunFactory
from experiments.versions import config_now, versions_of
from organizations.digests import digest
from organizations.roles import Role
from organizations.tests.factories import OrganizationFactory
from organizations.tests.http import assert_queries_do_not_grow, client_of
from organizations.tests.markup import assert_strict, text_of

ARM = {
    "key": "a",
    "provider": "openai",
    "model": "m-1",
    "connection": "c",
    "parameters": {"seed": 1},
}


def differing(*configs):
    return {
        (group.name, row.name): (row.a, row.b)
        for group in compare(*configs)
        for row in group.rows
        if row.differs
    }


def test_settings_and_arms_are_compared_one_by_one():
    before = {"repeats": 1, "evaluator": None, "arms": [ARM]}
    after = {"repeats": 3, "evaluator": None, "arms": [ARM | {"parameters": {"seed": 2}}]}
    assert differing(before, after) == {("", "Repeats"): ("1", "3"), ("a", "Seed"): ("1", "2")}
    assert differing(before, before) == {}


def test_arms_that_one_side_lacks_are_told():
    groups = {group.name: group for group in compare({"arms": [ARM]}, {"arms": []})}
    assert groups["a"].only == "a"
    assert all(row.b is None for row in groups["a"].rows)


def test_a_setting_that_older_configurations_do_not_name_is_what_it_was():
    assert differing({}, {"on_interrupt": "retry"}) == {}
    assert differing({}, {"on_interrupt": "fail"}) == {
        ("", "A call that is cut off"): ("retry", "fail")
    }


def test_what_is_not_known_here_is_compared_as_well():
    assert differing({"novelty": {"x": 1}}, {}) == {("", "Novelty"): ('{"x": 1}', None)}


@pytest.fixture
def experiment(db):
    return ArmFactory(key="able", parameters={"temperature": 0.5}).experiment


def ran(experiment, **fields):
    config = frozen_config(experiment, tuple(experiment.arms.select_related("connection")))
    return RunFactory(
        experiment=experiment, config=config, config_digest=digest(config), finished=True, **fields
    )


def ask(experiment, **query):
    address = reverse("configurations", args=[experiment.pk])
    return client_of(experiment.organization).get(address, query)


def test_configurations_are_numbered_as_they_came(experiment):
    ran(experiment)
    ran(experiment)
    experiment.repeats = 5
    assert versions_of(experiment).keys == ["1", "now"]
    ran(experiment)
    found = versions_of(experiment)
    assert [(each.number, each.runs, each.current) for each in found.listed] == [
        (1, 2, False),
        (2, 1, True),
    ]
    assert (found.keys, found.current) == (["1", "2"], "2")


def test_imported_results_have_no_configuration_of_the_experiments(experiment):
    ran(experiment, imported=True)
    assert versions_of(experiment).keys == ["now"]


def test_the_page_shows_what_was_changed_since(experiment):
    ran(experiment)
    experiment.repeats = 5
    experiment.save()
    experiment.arms.update(parameters={"temperature": 0.9})
    response = ask(experiment)
    assert_strict(response)
    assert (response.context["a"], response.context["b"]) == ("1", "now")
    assert response.context["changes"] == [(2, "settings changed")]
    seen = text_of(response)
    assert "Temperature 0.5 0.9" in seen
    assert "Timeout of a call" not in seen
    assert "Timeout of a call" in text_of(ask(experiment, all="1"))
    assert "Nothing differs" in text_of(ask(experiment, a="1", b="1"))


def test_one_configuration_has_nothing_to_be_compared_with(experiment):
    ran(experiment)
    assert "There is one configuration only" in text_of(ask(experiment))


@pytest.mark.parametrize("query", [{"a": "7"}, {"b": "x"}, {"a": "-1"}, {"a": "0"}])
def test_a_configuration_that_never_was_is_told(experiment, query):
    ran(experiment)
    experiment.repeats = 5
    experiment.save()
    response = ask(experiment, **query)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert "groups" not in response.context


def test_of_others_nothing_is_told(experiment):
    client = client_of(OrganizationFactory(), Role.ADMIN)
    assert client.get(reverse("configurations", args=[experiment.pk])).status_code == 404


def test_the_experiment_leads_to_what_was_changed(experiment):
    run = ran(experiment)
    experiment.repeats = 5
    experiment.save()
    page = client_of(experiment.organization).get(reverse("experiment", args=[experiment.pk]))
    address = reverse("configurations", args=[experiment.pk])
    assert f'href="{address}?a=1&amp;b=now"' in page.content.decode()
    assert page.context["runs"][0].row.id == run.pk
    assert "Compare the 2 configurations" in text_of(page)


def test_it_takes_as_many_queries_for_ten_configurations_as_for_twenty(experiment):
    client = client_of(experiment.organization)

    def ten_more():
        for _ in range(10):
            experiment.repeats += 1
            experiment.save()
            ran(experiment)

    assert_queries_do_not_grow(
        lambda: client.get(reverse("configurations", args=[experiment.pk])), ten_more=ten_more
    )


@pytest.mark.django_db
def test_what_now_is_has_the_digest_of_a_run_that_starts_now():
    experiment = ExperimentFactory()
    assert versions_of(experiment).unrun
    assert config_now(experiment)["arms"] == []
