"""Editing and starting experiments in the admin."""

import pytest
from django.urls import reverse

from experiments.models import Arm, Experiment, Run
from experiments.tests.factories import ArmFactory, ExperimentFactory, TaskFactory, TaskSetFactory
from organizations.roles import Role
from organizations.tests.factories import MembershipFactory, OrganizationFactory
from organizations.tests.staff import signed_in, staff_of
from providers.kinds import ProviderKind
from providers.tests.factories import AllowlistEntryFactory, ConnectionFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/experiments/experiment/"


def start(client, *experiments):
    form = {"action": "start", "_selected_action": [str(e.pk) for e in experiments]}
    return client.post(LIST, form, follow=True)


def texts(response):
    return [str(message) for message in response.context["messages"]]


def form_of(experiment, *arms, **changed):
    form = {
        "organization": str(experiment.organization_id),
        "name": experiment.name,
        "task_set": str(experiment.task_set_id),
        "repeats": "1",
        "max_concurrency": "1",
        "attempt_timeout_seconds": "1",
        "on_interrupt": "retry",
        "arms-TOTAL_FORMS": str(len(arms)),
        "arms-INITIAL_FORMS": "0",
    }
    for place, arm in enumerate(arms):
        form |= {f"arms-{place}-{name}": str(value) for name, value in arm.items()}
    return form | changed


def arm_of(connection, **changed):
    return {
        "key": "a",
        "provider": ProviderKind.OPENAI_COMPATIBLE,
        "connection": connection.pk,
        "model": "m",
        "parameters": "{}",
    } | changed


def save(client, experiment, form):
    return client.post(reverse("admin:experiments_experiment_change", args=[experiment.pk]), form)


def test_a_run_is_started_for_each_chosen_experiment():
    arm = ArmFactory()
    organization = arm.experiment.organization
    AllowlistEntryFactory(organization=organization, provider=arm.provider)
    TaskFactory(task_set=arm.experiment.task_set)
    staff = staff_of(organization, role=Role.EDITOR)
    response = start(signed_in(staff), arm.experiment)
    run = Run.objects.get()
    assert run.created_by == staff
    assert [str(run.pk) in text for text in texts(response)] == [True]


def test_each_problem_of_preflight_is_told():
    experiment = ArmFactory(key="small").experiment
    ArmFactory(experiment=experiment, key="large")
    empty = ExperimentFactory(organization=experiment.organization)
    response = start(signed_in(staff_of(experiment.organization)), experiment, empty)
    told = "\n".join(texts(response))
    assert "small: provider_not_allowed" in told
    assert "large: provider_not_allowed" in told
    assert "has no arms" in told
    assert not Run.objects.exists()


def test_a_viewer_starts_nothing():
    arm = ArmFactory()
    AllowlistEntryFactory(organization=arm.experiment.organization, provider=arm.provider)
    staff = staff_of(arm.experiment.organization, role=Role.VIEWER)
    assert "Editor" in texts(start(signed_in(staff), arm.experiment))[0]
    assert not Run.objects.exists()


def test_an_experiment_is_saved_with_its_arms():
    experiment = ExperimentFactory()
    connection = ConnectionFactory(organization=experiment.organization)
    client = signed_in(staff_of(experiment.organization))
    form = form_of(experiment, arm_of(connection, parameters='{"temperature": 0.5}'), name="new")
    assert save(client, experiment, form).status_code == 302
    assert Experiment.objects.get().name == "new"
    assert Arm.objects.get().parameters == {"temperature": 0.5}


@pytest.mark.parametrize(
    "changed",
    [
        {"parameters": '{"temperature": "hot"}'},
        {"parameters": "[1]"},
        {"parameters": "{"},
        {"provider": ProviderKind.DEMO},
        {"provider": "other"},
        {"key": ""},
    ],
)
def test_an_arm_that_could_not_run_is_refused(changed):
    experiment = ExperimentFactory()
    connection = ConnectionFactory(organization=experiment.organization)
    client = signed_in(staff_of(experiment.organization))
    response = save(client, experiment, form_of(experiment, arm_of(connection, **changed)))
    assert response.status_code == 200
    assert not Arm.objects.exists()


def test_parts_of_two_organisations_do_not_mix_even_for_a_member_of_both():
    experiment, other = ExperimentFactory(), OrganizationFactory()
    client = signed_in(staff_of(experiment.organization, other))
    foreign = TaskSetFactory(organization=other)
    response = save(client, experiment, form_of(experiment, task_set=str(foreign.pk)))
    assert "no such task set" in response.content.decode()
    arm = arm_of(ConnectionFactory(organization=other))
    response = save(client, experiment, form_of(experiment, arm))
    assert "no such connection" in response.content.decode()
    assert not Arm.objects.exists()


def test_an_experiment_stays_in_its_organisation():
    experiment, other = ExperimentFactory(), OrganizationFactory()
    client = signed_in(staff_of(experiment.organization, other))
    save(client, experiment, form_of(experiment, organization=str(other.pk)))
    experiment.refresh_from_db()
    assert experiment.organization != other


def test_a_name_that_is_taken_and_a_template_with_unknown_words_are_refused():
    experiment = ExperimentFactory()
    taken = ExperimentFactory(organization=experiment.organization)
    client = signed_in(staff_of(experiment.organization))
    response = save(client, experiment, form_of(experiment, name=taken.name))
    assert response.status_code == 200
    response = save(client, experiment, form_of(experiment, prompt_template="{{ secret }}"))
    assert set(response.context["adminform"].form.errors) == {"prompt_template"}


def test_somebody_without_staff_rights_is_sent_to_sign_in():
    client = signed_in(MembershipFactory(role=Role.ADMIN).user)
    assert client.get(LIST).status_code == 302
