"""What compose.yaml starts is there: commands, settings, a worker for each queue; no secrets."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from celery.bin.beat import beat
from celery.bin.worker import worker
from click import Context
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.db import connection
from gunicorn.config import Config

from experiments.work.stage import stages

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
RABBITMQ = yaml.safe_load((ROOT / "compose.rabbitmq.yaml").read_text())
EXAMPLE = (ROOT / ".env.example").read_text()
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name for name, service in SERVICES.items() if "build" in service}
ONCE = {"migrate"}
VARIABLE = re.compile(r"\$\{(\w+)(:?[-?])?([^}]*)\}")
READ = re.compile(r"env\.\w+\(\s*\"(\w+)\"")
SECRETS = {"SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "RABBITMQ_PASSWORD"}
REQUIRED = SECRETS | {"ALLOWED_HOSTS"}
NAME = "role_of_the_script"
POWERS = ("rolsuper", "rolcreaterole", "rolcreatedb", "rolreplication", "rolbypassrls")
READ_BY_LIBRARIES = {"PROMETHEUS_MULTIPROC_DIR"}
OUTWARD = {"web", "attempts", "evaluation"}


def filled(value):
    """As it is without any of the variables that have a default."""
    return VARIABLE.sub(lambda found: found[3] if found[2] == ":-" else found[1], str(value))


def command(service):
    return [filled(word) for word in SERVICES[service]["command"]]


def texts(value):
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [str(value)]


def variables():
    return {found for text in texts([COMPOSE, RABBITMQ]) for found in VARIABLE.findall(text)}


def seconds(text):
    return float(filled(text).removesuffix("s"))


@pytest.mark.parametrize("service", sorted(OURS))
def test_every_command_is_there_and_takes_its_options(service):
    program, *words = command(service)
    parse = {"gunicorn": parse_gunicorn, "celery": parse_celery, "python": parse_manage}
    parse[program](words)


def parse_gunicorn(words):
    given = Config().parser().parse_args(words)
    assert given.args == ["config.wsgi"]
    assert given.bind == ["0.0.0.0:8000"]


def parse_celery(words):
    assert words[:2] == ["-A", "config"]
    program = {"worker": worker, "beat": beat}[words[2]]
    parser = program.make_parser(Context(program))
    _, not_understood, _ = parser.parse_args(args=words[3:])
    assert not_understood == []


def parse_manage(words):
    assert words[0] == "manage.py"
    found = load_command_class(get_commands()[words[1]], words[1])
    found.create_parser("manage.py", words[1]).parse_args(words[2:])


def test_every_queue_has_exactly_one_service_of_workers():
    queues = [queue for name in OURS for queue in queues_of(name)]
    assert sorted(queues) == sorted(
        [settings.CELERY_TASK_DEFAULT_QUEUE, *(s.name for s in stages())]
    )


def queues_of(service):
    words = command(service)
    return words[words.index("-Q") + 1].split(",") if "-Q" in words else []


def test_workers_leave_it_to_the_settings_what_their_threads_are():
    for name in OURS:
        if queues_of(name):
            assert not {"-P", "-c"} & set(command(name))


def test_every_setting_is_one_that_is_read():
    read = {
        name for file in (ROOT / "config").glob("*.py") for name in READ.findall(file.read_text())
    }
    given = {name for service in OURS for name in SERVICES[service]["environment"]}
    assert given - read == READ_BY_LIBRARIES
    assert {"DATABASE_URL", "CELERY_BROKER_URL", "REDIS_URL", "SECRET_KEY"} <= given


def test_all_processes_share_their_settings():
    shared = COMPOSE["x-settings"]
    for name in OURS:
        assert shared.items() <= SERVICES[name]["environment"].items()


def test_secrets_have_no_defaults_and_say_what_is_missing():
    for name, kind, rest in variables():
        if name in REQUIRED:
            assert (kind, bool(rest)) == (":?", True), name
        else:
            assert kind == ":-", f"{name} has no default"
    assert {name for name, _, _ in variables()} >= REQUIRED


def test_the_example_names_every_variable_and_leaves_the_required_ones_empty():
    named = dict(re.findall(r"^#?([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
    assert named.keys() == {name for name, _, _ in variables()}
    assert {name for name in named if re.search(rf"^{name}=", EXAMPLE, re.MULTILINE)} == REQUIRED
    assert all(named[name] == "" for name in REQUIRED)


def test_the_defaults_of_the_example_are_those_of_the_file():
    named = dict(re.findall(r"^#([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
    assert named == {name: rest for name, kind, rest in variables() if kind == ":-"}


def test_ports_are_published_on_this_machine_only():
    published = {
        name: service["ports"] for name, service in SERVICES.items() if service.get("ports")
    }
    assert published.keys() == {"web"}
    assert all(filled(port).startswith("127.0.0.1:") for port in published["web"])


def test_only_those_who_call_providers_have_credentials_and_a_way_out():
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name, service in (SERVICES | RABBITMQ["services"]).items():
        if name in RABBITMQ["services"] and name in SERVICES:
            service = SERVICES[name]
        knows = "credentials.env" in str(service.get("env_file"))
        assert ("outside" in service["networks"], knows) == (name in OUTWARD, name in OUTWARD)


def test_a_worker_has_longer_to_stop_than_its_calls_have_to_end():
    grace = float(filled(COMPOSE["x-settings"]["BAKEOFF_STOP_GRACE_SECONDS"]))
    assert grace == project_default("BAKEOFF_STOP_GRACE_SECONDS")
    for name in OURS:
        if queues_of(name):
            assert seconds(SERVICES[name]["stop_grace_period"]) >= grace + 20


def project_default(name):
    source = (ROOT / "config" / "settings.py").read_text()
    return float(re.search(rf'"{name}", default=(\d+)', source)[1])


def test_whatever_stays_up_is_looked_after():
    for name, service in (SERVICES | {"rabbitmq": RABBITMQ["services"]["rabbitmq"]}).items():
        if name not in ONCE:
            assert service["healthcheck"]["test"][0] == "CMD", name
            assert service["restart"] == "unless-stopped", name
    for name in OURS - ONCE:
        assert SERVICES[name]["depends_on"]["migrate"] == {
            "condition": "service_completed_successfully"
        }


@pytest.mark.parametrize("service", sorted(OURS - ONCE - {"web"}))
def test_health_is_asked_with_a_command_that_is_there(service):
    marker, program, *words = SERVICES[service]["healthcheck"]["test"]
    assert (marker, program) == ("CMD", "python")
    parse_manage(words)


def test_rabbitmq_takes_the_place_of_redis_as_broker_for_all_who_use_one():
    changed = {name for name in RABBITMQ["services"] if name in SERVICES}
    assert changed == OURS - ONCE
    for name in changed:
        environment = RABBITMQ["services"][name]["environment"]
        assert environment.keys() == {"CELERY_BROKER_URL"}
        assert environment["CELERY_BROKER_URL"].startswith("amqp://bakeoff:")


def test_the_processes_of_the_site_count_together_in_memory():
    environment = SERVICES["web"]["environment"]
    assert environment["PROMETHEUS_MULTIPROC_DIR"] in SERVICES["web"]["tmpfs"]
    assert "/tmp" in SERVICES["web"]["tmpfs"]


def test_what_workers_count_is_told_in_their_network_and_not_published():
    shared = {name: filled(value) for name, value in COMPOSE["x-settings"].items()}
    assert shared["BAKEOFF_METRICS_HOST"] == "0.0.0.0"
    assert 0 < int(shared["BAKEOFF_METRICS_PORT"]) < 65_536
    assert all("ports" not in SERVICES[name] for name in OURS - {"web"})


def test_every_locked_extra_can_be_built_into_the_image():
    dockerfile = (ROOT / "Dockerfile").read_text()
    copied = re.search(r"^COPY (requirements.*) \./$", dockerfile, re.MULTILINE)[1].split()
    locked = {file.name for file in ROOT.glob("requirements*.txt")} - {"requirements-dev.txt"}
    assert set(copied) == locked


@pytest.mark.skipif(connection.vendor != "postgresql", reason="it is a script for PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_the_role_of_the_application_owns_its_database_and_is_no_superuser():
    """The script as the image runs it, under other names and without ending our own superuser."""
    script = COMPOSE["configs"]["role"]["content"]
    assert script.count("ALTER ROLE postgres PASSWORD NULL;") == 1
    assert "/docker-entrypoint-initdb.d/" in SERVICES["database"]["configs"][0]["target"]
    create, own = re.findall(r"^CREATE .*;$", script, re.MULTILINE)
    assert own == "CREATE DATABASE bakeoff OWNER bakeoff;"
    role = create.replace("bakeoff", NAME).replace(":'password'", "'secret'")
    try:
        with connection.cursor() as cursor:
            cursor.execute(role)
            cursor.execute(f"SELECT {', '.join(POWERS)} FROM pg_roles WHERE rolname = %s", [NAME])
            assert cursor.fetchone() == (False,) * len(POWERS)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP ROLE IF EXISTS {NAME}")


def test_no_secret_and_no_test_goes_into_the_image():
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".*", "*.env", "var/", "*/tests/"} <= set(ignored)
    # The demo's tests are its data.
    assert "**/tests/" not in ignored


def has_compose():
    if not shutil.which("docker"):
        return False
    asked = ["docker", "compose", "version"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not has_compose(), reason="Docker Compose is not installed")
@pytest.mark.parametrize("files", [["compose.yaml"], ["compose.yaml", "compose.rabbitmq.yaml"]])
def test_compose_itself_takes_the_files(files, tmp_path):
    given = tmp_path / "env"
    given.write_text("".join(f"{name}=x\n" for name in REQUIRED))
    named = [word for file in files for word in ("--file", file)]
    asked = ["docker", "compose", *named, "--env-file", str(given), "config", "--quiet"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
