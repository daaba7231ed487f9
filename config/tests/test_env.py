"""Settings from the environment: a checked value, or one clear line that names the variable."""

import ipaddress
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from config.env import MINIMUM_KEY_LENGTH, Environment

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def env(tmp_path):
    return Environment(tmp_path / "absent.env")


@pytest.fixture
def given(monkeypatch):
    return lambda value: monkeypatch.setenv("BAKEOFF_TRIED", value)


@pytest.mark.parametrize("value", ["", "   "])
def test_an_empty_variable_is_an_absent_one(env, given, value):
    given(value)
    assert env.text("BAKEOFF_TRIED", default="d") == "d"
    assert env.integer("BAKEOFF_TRIED", default=3) == 3
    assert env.number("BAKEOFF_TRIED", default=0.5) == 0.5
    assert env.boolean("BAKEOFF_TRIED", default=True) is True
    assert env.words("BAKEOFF_TRIED", default=["d"]) == ["d"]
    assert env.networks("BAKEOFF_TRIED") == ()
    assert env.path("BAKEOFF_TRIED", default=ROOT) == ROOT


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1", True), ("TRUE", True), ("yes", True), ("on", True), ("0", False), ("no", False)],
)
def test_a_boolean_has_several_spellings(env, given, value, expected):
    given(value)
    assert env.boolean("BAKEOFF_TRIED", default=not expected) is expected


def test_a_directory_is_absolute_and_there(env, given, tmp_path):
    given(str(tmp_path))
    assert env.directory("BAKEOFF_TRIED") == tmp_path
    for nonsense in ("relative", str(tmp_path / "absent"), __file__):
        given(nonsense)
        with pytest.raises(ImproperlyConfigured, match="BAKEOFF_TRIED must be the absolute path"):
            env.directory("BAKEOFF_TRIED")
    given("")
    assert env.directory("BAKEOFF_TRIED") is None


def test_words_and_networks_are_lists(env, given):
    given(" 10.0.0.0/8 ,, ::1/128 ")
    assert env.words("BAKEOFF_TRIED", default=[]) == ["10.0.0.0/8", "::1/128"]
    assert env.networks("BAKEOFF_TRIED") == (
        ipaddress.ip_network("10.0.0.0/8"),
        ipaddress.ip_network("::1/128"),
    )


@pytest.mark.parametrize(
    ("reader", "nonsense"),
    [
        *(("boolean", value) for value in ("maybe", "2", "truee")),
        *(("integer", value) for value in ("0", "-1", "1.5", "many", "1e3", "\u0663")),
        *(("number", value) for value in ("0", "-1", "nan", "inf", "fast")),
        *(("networks", value) for value in ("10.0.0.1/8", "everything", "10.0.0.0/33", "*")),
    ],
)
def test_nonsense_stops_with_the_name_of_the_variable(env, given, reader, nonsense):
    given(nonsense)
    default = {} if reader == "networks" else {"default": 1}
    with pytest.raises(ImproperlyConfigured, match=r"^BAKEOFF_TRIED must be "):
        getattr(env, reader)("BAKEOFF_TRIED", **default)


@pytest.mark.filterwarnings("ignore:Engine not recognized")
@pytest.mark.parametrize(
    "url", ["nonsense", "mongo://host/name", "mysql://host/name", "postgres://user@host:port/x"]
)
def test_a_database_that_is_none_stops_with_the_name_of_the_variable(env, given, url):
    given(url)
    with pytest.raises(ImproperlyConfigured, match=r"^BAKEOFF_TRIED must be a URL"):
        env.database("BAKEOFF_TRIED", default="")


def test_a_sqlite_file_gets_its_folder_and_takes_the_write_lock_at_once(env, given, tmp_path):
    given(f"sqlite:///{tmp_path}/deep/in/data.sqlite3")
    database = env.database("BAKEOFF_TRIED", default="")
    assert (tmp_path / "deep" / "in").is_dir()
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]


def test_a_server_keeps_its_connections_and_checks_them(env, given):
    given("postgres://user:p%40ss@host:6543/name")
    database = env.database("BAKEOFF_TRIED", default="")
    assert (database["PASSWORD"], database["PORT"]) == ("p@ss", 6543)
    assert database["CONN_HEALTH_CHECKS"] is True
    assert database["OPTIONS"]["keepalives_idle"] > 0


def test_the_address_of_a_server_has_the_last_word_on_its_options(env, given):
    given("postgres://user@host/name?options=-c%20search_path%3Dx&keepalives=0")
    options = env.database("BAKEOFF_TRIED", default="")["OPTIONS"]
    assert (options["options"], options["keepalives"]) == ("-c search_path=x", 0)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no sessions")
def test_a_server_ends_who_stands_still_in_a_transaction():
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone() == ("1min",)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no sessions")
def test_who_waits_for_a_lock_gives_up_before_his_leases_are_over(settings):
    with connection.cursor() as cursor:
        cursor.execute("SELECT setting::int FROM pg_settings WHERE name = 'lock_timeout'")
        assert cursor.fetchone() == (settings.LEASE_SECONDS * 1_000 / 2,)


def test_a_secret_key_is_made_once_and_readable_by_its_owner_only(env, tmp_path):
    key = env.secret_key("BAKEOFF_TRIED", directory=tmp_path / "data")
    assert len(key) >= MINIMUM_KEY_LENGTH
    assert env.secret_key("BAKEOFF_TRIED", directory=tmp_path / "data") == key
    mode = (tmp_path / "data" / "secret_key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_processes_that_start_at_once_share_the_key(env, tmp_path):
    def key(_):
        return env.secret_key("BAKEOFF_TRIED", directory=tmp_path / "data")

    with ThreadPoolExecutor(16) as threads:
        assert len(set(threads.map(key, range(64)))) == 1


def test_a_short_secret_key_is_refused(env, given, tmp_path):
    given("short")
    with pytest.raises(ImproperlyConfigured, match="at least 50 characters"):
        env.secret_key("BAKEOFF_TRIED", directory=tmp_path)


def test_the_environment_goes_before_the_file(monkeypatch, tmp_path):
    monkeypatch.setenv("BAKEOFF_TRIED", "environment")
    monkeypatch.delenv("BAKEOFF_TRIED_TOO", raising=False)
    (tmp_path / ".env").write_text("BAKEOFF_TRIED=file\nBAKEOFF_TRIED_TOO=file\n")
    env = Environment(tmp_path / ".env")
    try:
        assert env.text("BAKEOFF_TRIED", default="") == "environment"
        assert env.text("BAKEOFF_TRIED_TOO", default="") == "file"
    finally:
        os.environ.pop("BAKEOFF_TRIED_TOO", None)


def test_nonsense_stops_a_command_with_one_clear_line():
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=os.environ | {"BAKEOFF_LEASE_SECONDS": "soon"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    said = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(said) == 1, done.stderr[-2000:]
    assert said[0].endswith("BAKEOFF_LEASE_SECONDS must be a number above 0.")


def test_a_choice_is_one_of_its_words(env, given):
    assert env.choice("BAKEOFF_TRIED", ("text", "json"), default="text") == "text"
    given("JSON")
    assert env.choice("BAKEOFF_TRIED", ("text", "json"), default="text") == "json"
    given("xml")
    with pytest.raises(ImproperlyConfigured, match="BAKEOFF_TRIED must be text or json"):
        env.choice("BAKEOFF_TRIED", ("text", "json"), default="text")


def test_a_port_may_be_left_out_and_is_a_port(env, given):
    assert env.port("BAKEOFF_TRIED") is None
    given("9400")
    assert env.port("BAKEOFF_TRIED") == 9400
    for nonsense in ("0", "65536", "-1", "http", "9.5"):
        given(nonsense)
        with pytest.raises(ImproperlyConfigured, match="BAKEOFF_TRIED must be a port number"):
            env.port("BAKEOFF_TRIED")


def test_a_bearer_token_is_absent_or_long(env, given):
    assert env.bearer("BAKEOFF_TRIED") == ""
    given("a" * 32)
    assert env.bearer("BAKEOFF_TRIED") == "a" * 32
    for nonsense in ("short", "é" * 40):
        given(nonsense)
        with pytest.raises(ImproperlyConfigured, match="at least 32 ASCII characters"):
            env.bearer("BAKEOFF_TRIED")
