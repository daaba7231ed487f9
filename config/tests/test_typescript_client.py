"""The TypeScript client, compiled against its types and run against a server."""

import os
import subprocess
from shutil import which

import pytest
from django.conf import settings

from config.api_contract import client
from leaderboards.queries import published
from leaderboards.tests.published import organization_of, published_run
from organizations.models import Organization
from organizations.roles import Scope
from organizations.tests.factories import MembershipFactory, OrganizationFactory
from organizations.tokens import create_token

FOLDER = settings.BASE_DIR / client.FOLDER
pytestmark = [
    pytest.mark.skipif(not which("node"), reason="needs Node.js 20 or later"),
    pytest.mark.skipif(
        not (FOLDER / "node_modules").is_dir(), reason=f"needs its libraries: {client.INSTALL}"
    ),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Beside what it imports, and beside no other run of these tests."""
    place = tmp_path_factory.mktemp("client")
    (place / "node_modules").symlink_to(FOLDER / "node_modules")
    (place / "package.json").write_bytes((FOLDER / "package.json").read_bytes())
    done = node("node_modules/typescript/bin/tsc", "--outDir", place / "dist")
    assert done.returncode == 0, done.stdout + done.stderr
    return place / "dist" / "boards.js"


def node(*arguments, **environment):
    return subprocess.run(
        ["node", *map(str, arguments)],
        cwd=FOLDER,
        env=os.environ | {"NO_COLOR": "1"} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def token_of(organization: Organization) -> str:
    member = MembershipFactory(organization=organization)
    return create_token(member.user, organization, name="client", scope=Scope.READ).value


@pytest.mark.django_db(transaction=True)
def test_the_client_shows_the_boards_and_what_is_wrong(built, live_server):
    run = published_run()
    shown = node(built, live_server.url, run.pk, BAKEOFF_TOKEN=token_of(organization_of(run)))
    assert shown.returncode == 0, shown.stderr
    for name, board in published(run)["leaderboards"].items():
        assert f"{name} ({board['unit']})" in shown.stdout
        for entry in board["entries"]:
            assert f"{entry['arm']}\t{entry['estimate']:.4g}" in shown.stdout
    refused = node(built, live_server.url, run.pk, BAKEOFF_TOKEN=token_of(OrganizationFactory()))
    assert refused.returncode == 1
    assert "404 not_found: Not found." in refused.stderr


def test_a_field_that_is_not_there_does_not_compile(tmp_path):
    wrong = tmp_path / "src"
    wrong.mkdir()
    (tmp_path / "node_modules").symlink_to(FOLDER / "node_modules")
    (wrong / "schema.d.ts").write_bytes((FOLDER / "src" / "schema.d.ts").read_bytes())
    source = (FOLDER / "src" / "boards.ts").read_text()
    (wrong / "boards.ts").write_text(source.replace("estimate, ci", "estimate, composite, ci"))
    (tmp_path / "tsconfig.json").write_bytes((FOLDER / "tsconfig.json").read_bytes())
    (tmp_path / "package.json").write_bytes((FOLDER / "package.json").read_bytes())
    done = node("node_modules/typescript/bin/tsc", "--noEmit", "--project", tmp_path)
    assert done.returncode != 0
    assert "composite" in done.stdout
