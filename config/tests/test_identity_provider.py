"""BAKEOFF_OIDC_…: all of it or nothing, and one clear line where it is nonsense."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.env import Environment
from config.identity_provider import identity_provider

GOOD = {
    "BAKEOFF_OIDC_ISSUER": "https://login.example.org/realms/one",
    "BAKEOFF_OIDC_CLIENT_ID": "bakeoff",
    "BAKEOFF_OIDC_CLIENT_SECRET": "secret",
}


@pytest.fixture
def configured(monkeypatch):
    def read(**values):
        for name in (*GOOD, "BAKEOFF_OIDC_NAME"):
            monkeypatch.delenv(name, raising=False)
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        return identity_provider(Environment(Path("/dev/null")))["openid_connect"]

    return read


def test_without_settings_there_is_no_provider(configured):
    assert configured()["APPS"] == []


def test_accounts_are_kept_under_the_issuer(configured):
    found = configured(**GOOD, BAKEOFF_OIDC_NAME="Example")
    [app] = found["APPS"]
    assert app["provider_id"] == app["settings"]["server_url"] == GOOD["BAKEOFF_OIDC_ISSUER"]
    assert (app["name"], app["client_id"], app["secret"]) == ("Example", "bakeoff", "secret")
    assert found["OAUTH_PKCE_ENABLED"]


@pytest.mark.parametrize("missing", GOOD)
def test_half_a_provider_is_refused(configured, missing):
    values = {name: value for name, value in GOOD.items() if name != missing}
    with pytest.raises(ImproperlyConfigured, match=f"^{missing} must be set"):
        configured(**values)


def test_a_name_alone_is_refused(configured):
    with pytest.raises(ImproperlyConfigured, match=r"^BAKEOFF_OIDC_ISSUER must be set"):
        configured(BAKEOFF_OIDC_NAME="Example")


@pytest.mark.parametrize(
    "issuer",
    [
        "login.example.org",
        "http://login.example.org",
        "https://",
        "https://login.example.org?tenant=1",
        "https://login.example.org#x",
        "https://user:password@login.example.org",
        "https://login.example.org:port",
        "https://[::1",
        "ftp://login.example.org",
        "https://login.example.org/" + "x" * 200,
    ],
)
def test_an_issuer_is_an_https_address(configured, issuer):
    with pytest.raises(ImproperlyConfigured, match=r"^BAKEOFF_OIDC_ISSUER must"):
        configured(**GOOD | {"BAKEOFF_OIDC_ISSUER": issuer})


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1", "[::1]:9000"])
def test_one_on_this_machine_may_do_without_https(configured, host):
    [app] = configured(**GOOD | {"BAKEOFF_OIDC_ISSUER": f"http://{host}"})["APPS"]
    assert app["provider_id"] == f"http://{host}"


def test_nonsense_stops_the_start_with_one_line():
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"BAKEOFF_OIDC_ISSUER": "https://login.example.org"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if line.strip()]
    assert done.returncode != 0
    assert len(said) == 1, done.stderr[-2000:]
    assert "BAKEOFF_OIDC_CLIENT_ID must be set" in said[0]
