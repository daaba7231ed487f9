"""`aws-sm:` references, against a server that answers like Secrets Manager."""

import json
import logging
import sys

import pytest

from organizations.tests.factories import OrganizationFactory
from providers.credentials.references import STORES, resolve, validate_reference
from providers.secrets import CredentialUnavailable
from providers.tests.stores import aws_fault, aws_secret, store_server

KEY = "canary-0123456789"
MAIN = "aws-sm:bakeoff/acme/main"
pytest.importorskip("boto3")
pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    return OrganizationFactory(slug="acme")


@pytest.fixture
def aws(monkeypatch, tmp_path):
    STORES["aws-sm"].kept.clear()
    with store_server(lambda request: aws_secret(f"{KEY}\n")) as store:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", store.url)
        monkeypatch.setenv("AWS_REGION", "eu-central-1")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "the-operators-id")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "the-operators-secret")
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield store
    STORES["aws-sm"].kept.clear()


def refusal(reference, organization) -> str:
    with pytest.raises(CredentialUnavailable) as raised:
        resolve(reference, organization=organization)
    assert KEY not in raised.value.sentence
    assert "operators" not in raised.value.sentence
    assert "127.0.0.1" not in raised.value.sentence
    return raised.value.sentence


def test_a_secret_of_the_organisation_is_read_with_the_operators_account(acme, aws):
    assert resolve(MAIN, organization=acme).reveal() == KEY
    asked = aws.asked[0]
    assert json.loads(asked.body) == {"SecretId": "bakeoff/acme/main"}
    assert "Credential=the-operators-id/" in asked.headers["authorization"]


def test_a_field_of_a_secret_in_json_can_be_named(acme, aws):
    aws.answer = lambda request: aws_secret(json.dumps({"api_key": KEY, "other": 5}))
    assert resolve(f"{MAIN}#api_key", organization=acme).reveal() == KEY
    assert "no text other" in refusal(f"{MAIN}#other", acme)
    assert "no text absent" in refusal(f"{MAIN}#absent", acme)


@pytest.mark.parametrize(
    "path",
    [
        *("main", "acme/main", "bakeoff/other/main", "bakeoff/acme-eu/main", "bakeoff/acme/"),
        *("bakeoff/acme/../other/main", "arn:aws:secretsmanager:eu:1:secret:bakeoff/acme/main"),
        *("bakeoff/acme/main#", "bakeoff/acme/main#a.b#c", ""),
    ],
)
def test_any_other_name_is_refused_and_aws_is_not_asked(acme, aws, path):
    refusal(f"aws-sm:{path}", acme)
    with pytest.raises(CredentialUnavailable):
        validate_reference(f"aws-sm:{path}", organization=acme)
    assert aws.asked == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (aws_fault("ResourceNotFoundException"), "has no secret"),
        (aws_fault("InvalidRequestException"), "has no secret"),
        (aws_fault("AccessDeniedException"), "does not let"),
        (aws_fault("UnrecognizedClientException"), "does not let"),
        (aws_fault("ThrottlingException"), "did not answer"),
        (aws_fault("InternalServiceError", status=500), "did not answer"),
        ((503, b"away"), "did not answer"),
        ((200, b"not JSON"), ""),
        ((200, {"SecretBinary": "Y2FuYXJ5"}), "not text"),
        ((200, {}), "not text"),
        (aws_secret(" "), "empty"),
        (aws_secret("clé-0123456789"), "characters"),
    ],
)
def test_what_aws_does_not_give_is_unavailable(acme, aws, answer, said):
    aws.answer = lambda request: answer
    assert said in refusal(MAIN, acme)


def test_aws_is_asked_once_for_what_is_asked_every_second(acme, aws):
    for _ in range(20):
        assert resolve(MAIN, organization=acme).reveal() == KEY
    assert len(aws.asked) == 1


def test_a_store_that_is_away_is_asked_once_and_not_again_at_once(acme, aws):
    aws.answer = lambda request: aws_fault("InternalServiceError", status=500)
    for number in range(10):
        refusal(f"aws-sm:bakeoff/acme/key-{number}", acme)
    assert len(aws.asked) == 1


@pytest.mark.parametrize("absent", ["AWS_REGION", "AWS_ACCESS_KEY_ID"])
def test_without_a_region_or_an_account_nothing_is_asked(acme, aws, monkeypatch, absent):
    monkeypatch.delenv(absent)
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    assert "no AWS account or region" in refusal(MAIN, acme)
    assert aws.asked == []


def test_a_missing_library_is_told_with_the_file_that_brings_it(acme, aws, monkeypatch):
    monkeypatch.setitem(sys.modules, "boto3", None)
    assert "requirements-secrets.txt" in refusal(MAIN, acme)


def test_the_library_may_not_log_what_it_was_answered():
    assert not logging.getLogger("botocore.parsers").isEnabledFor(logging.DEBUG)
