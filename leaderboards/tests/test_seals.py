"""What is sealed stays as it is, and whoever tampers with it is found out."""

import json

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from evaluation.tests.factories import EvaluatorProfileFactory
from experiments.tests.factories import RunFactory
from leaderboards.models import Comparison
from leaderboards.queries import comparison_document
from leaderboards.sealing import chain_of, verified
from leaderboards.seals import break_seals, set_seals
from leaderboards.tests.replayed import replayable_run, sealed_comparison
from organizations.digests import digest

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def chain(kept_rows):
    """The keys of three in a row."""
    run = replayable_run()
    organization = run.experiment.organization
    profiles = [EvaluatorProfileFactory(organization=organization) for _ in range(3)]
    keys = [sealed_comparison(run, profile=profile).pk for profile in profiles]
    connection.check_constraints()  # so that a table of theirs may be changed
    return keys


@pytest.fixture
def rows(chain):
    return list(Comparison.objects.filter(pk__in=chain).order_by("number"))


@pytest.mark.parametrize(
    "tamper",
    [
        lambda row: Comparison.objects.filter(pk=row.pk).update(content="{}"),
        lambda row: Comparison.objects.filter(pk=row.pk).delete(),
        lambda row: row.delete(),
        lambda row: row.save(),
        lambda row: row.run.experiment.organization.delete(),
    ],
)
def test_no_way_of_the_orm_changes_or_deletes_what_is_sealed(rows, tamper):
    comparison = rows[2]
    with pytest.raises(DatabaseError), transaction.atomic():
        tamper(comparison)
    assert Comparison.objects.get(pk=comparison.pk).content == comparison.content


@pytest.fixture
def broken():
    """A database whose owner has broken the seals."""
    break_seals(connection)
    yield
    set_seals(connection)


def test_an_untouched_chain_is_whole_and_each_names_the_one_before(rows):
    assert [row.number for row in rows] == [1, 2, 3]
    assert [row.previous_digest for row in rows] == ["", rows[0].digest, rows[1].digest]
    [chain] = verified()
    assert (chain.length, chain.head, chain.faults) == (3, rows[2].digest, ())


def test_a_seal_can_be_computed_from_the_document_alone(rows):
    for row in rows:
        document = comparison_document(row.work)
        seal = document.pop("seal")
        whole = {
            "comparison": document,
            "number": seal["number"],
            "previous_digest": seal["previous_digest"],
        }
        assert digest(whole) == seal["digest"]


def test_each_organisation_has_a_chain_of_its_own(rows):
    assert sealed_comparison().number == 1
    assert sorted(each.length for each in verified()) == [1, 3]


@pytest.mark.parametrize(
    ("tamper", "sentence"),
    [
        (lambda rows: change(rows[1], content=rows[1].content.replace("0.25", "0.75")), "changed"),
        (lambda rows: change(rows[1], content=rows[1].content + " "), "changed"),
        (lambda rows: change(rows[1], content="[]"), "not what is sealed"),
        (lambda rows: change(rows[1], created_at="2020-01-01T00:00Z"), "columns"),
        (lambda rows: change(rows[1], digest=rows[0].digest), "changed"),
        (lambda rows: rows[1].delete(), "2 is missing"),
        (lambda rows: rows[0].delete(), "1 is missing"),
        (lambda rows: rows[2].delete(), "ended without a comparison"),
        (lambda rows: change(rows[2], run=RunFactory()), "columns"),
    ],
)
def test_whatever_is_tampered_with_shows(rows, broken, tamper, sentence):
    tamper(rows)
    chain = chain_of(rows[0].organization)
    assert any(sentence in fault.sentence for fault in chain.faults), chain.faults


def test_a_link_that_is_sealed_anew_breaks_those_after_it(rows, broken):
    content = json.loads(rows[1].content) | {"reason": "another"}
    whole = {"comparison": content, "number": 2, "previous_digest": rows[0].digest}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    change(rows[1], content=text, digest=digest(whole))
    chain = chain_of(rows[0].organization)
    assert [(fault.number, fault.sentence) for fault in chain.faults] == [
        (3, "It does not name the one before it.")
    ]


def change(row, **columns):
    Comparison.objects.filter(pk=row.pk).update(**columns)


def test_the_command_prints_every_head_and_fails_where_a_chain_is_broken(rows, broken, capsys):
    call_command("verify_comparisons")
    assert rows[2].digest in capsys.readouterr().out
    change(rows[0], content=rows[0].content.replace("0.25", "0.75"))
    with pytest.raises(SystemExit) as exit_:
        call_command("verify_comparisons")
    assert exit_.value.code == 1
    assert "1: Its content was changed." in capsys.readouterr().err
