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


# It compiles only where each of these is an error.
REFUSED = """
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

const client = createClient<paths>();
// @ts-expect-error an address that there is not
await client.GET("/api/v1/runs/{run_id}/composite/", { params: { path: { run_id: "" } } });
// @ts-expect-error a parameter that is missing
await client.GET("/api/v1/runs/{run_id}/summary/");
// @ts-expect-error a verb that the address does not take
await client.POST("/api/v1/runs/{run_id}/summary/", { params: { path: { run_id: "" } } });

export function read(summary: components["schemas"]["Summary"]): number {
  const [entry] = summary.leaderboards.quality.entries;
  // @ts-expect-error a board that there is not
  summary.leaderboards.overall;
  // @ts-expect-error a column of another board
  entry?.p50_ms;
  // @ts-expect-error a figure that may be null
  return entry ? entry.estimate : 0;
}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """In a place of its own: two runs of these tests may be at it at once."""
    place = tmp_path_factory.mktemp("client")
    for name in ("package.json", "tsconfig.json", "src/boards.ts", "src/schema.d.ts"):
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_bytes((FOLDER / name).read_bytes())
    (place / "src" / "refused.ts").write_text(REFUSED)
    (place / "node_modules").symlink_to(FOLDER / "node_modules")
    done = node("node_modules/typescript/bin/tsc", "--project", place)
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
