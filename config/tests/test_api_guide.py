"""What docs/api.md says of the API, held to the API."""

import ast
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.urls import Resolver404, resolve

from config.api_contract.documents import OPENAPI, loaded
from config.api_contract.operations import VERBS
from config.api_schema import ProblemSerializer
from config.tests.test_contracts import shipped
from leaderboards.aggregation import SCHEMA_VERSION
from leaderboards.comparison_serializers import ComparisonSerializer
from leaderboards.summary_serializers import SummarySerializer
from organizations.deprecation import NOTICE, Deprecation
from organizations.tests.http import API

DOCS = Path(settings.BASE_DIR) / "docs"
GUIDE = (DOCS / "api.md").read_text(encoding="utf-8")
PARAMETER, QUOTED, SHORT = re.compile(r"{\w+}"), re.compile(r"`([^`]+)`"), "…/"
EXAMPLE = re.compile(r"(?<!=)\$(site/api/v1|api|policy)(/[^\s\"\\]*)")
ORGANIZATION = f"{API}/organizations/acme"
BASES = {"site/api/v1": API, "api": ORGANIZATION, "policy": ORGANIZATION}


def section(title, *, of=GUIDE):
    return of.split(f"\n## {title}\n")[1].split("\n## ")[0]


def blocks(text, language):
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def table_rows(text):
    for line in text.splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def told():
    """Each address of the first table with each of its verbs."""
    for addresses, verbs, *_ in table_rows(GUIDE.split("\n## ")[0]):
        base, each = "", verbs.split(";")
        named = QUOTED.findall(addresses)
        for place, name in enumerate(named):
            path = base + name.removeprefix(SHORT) if name.startswith(SHORT) else name
            path = path.split("?")[0]
            base = base or path
            for verb in each[min(place, len(each) - 1)].split(","):
                yield PARAMETER.sub("{}", f"{API}/{path}"), verb.strip().lower()


def test_the_table_has_every_address_with_its_verbs():
    document = loaded((DOCS / OPENAPI).read_bytes())
    there = {
        (PARAMETER.sub("{}", path), verb)
        for path, item in document["paths"].items()
        for verb in VERBS
        if verb in item
    }
    assert set(told()) == there


def test_every_example_asks_an_address_that_there_is():
    asked = [found for block in blocks(GUIDE, "sh") for found in EXAMPLE.findall(block)]
    assert len(asked) > 10
    for base, rest in asked:
        path = re.sub(r"\$[A-Z]+", str(uuid4()), BASES[base] + rest)
        assert name_of(urlsplit(path).path) not in (None, "nothing"), path


def name_of(path):
    try:
        return resolve(path).url_name
    except Resolver404:
        return None


def test_an_error_is_shown_as_it_is_sent():
    [example] = blocks(section("Errors"), "json")
    shown, fields = json.loads(example), ProblemSerializer().fields
    assert list(shown) == list(fields)
    assert set(shown["errors"][0]) <= set(fields["errors"].child.fields)


def test_every_code_of_an_error_is_one_that_the_program_knows():
    texts = {
        node.value
        for path in (*shipped(), Path(settings.BASE_DIR) / "config" / "api_errors.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    by_the_framework = {
        *("parse_error", "not_authenticated", "not_found", "method_not_allowed"),
        *("not_acceptable", "unsupported_media_type", "throttled"),
    }
    rows = [row for row in section("Errors").splitlines() if re.match(r"\| \d", row)]
    codes = {code for row in rows for code in re.findall(r"`([a-z_]+)`", row)} - {"arm", "errors"}
    assert len(codes) > 40
    assert codes <= texts | by_the_framework


def test_the_notice_of_a_deprecation_is_shown_as_it_is_sent():
    versions = section("Versions")
    since, sunset = (datetime(year, 3, 1, 12, tzinfo=UTC) for year in (2027, 2028))
    notice = Deprecation(
        since=since, sunset=sunset, details="https://bakeoff.example.org/docs/api#figures"
    )
    lines = [f"{name}: {value}" for name, value in notice.headers()]
    lines += [f"Link: {link}" for link in notice.links()]
    shown = "\n".join(lines)
    assert f"```\n{shown}\n```" in versions
    assert f"at least {NOTICE.days} days later" in versions


def test_the_version_is_the_one_that_documents_have():
    assert f"now `{SCHEMA_VERSION}`" in section("Versions")


def test_the_formats_show_the_keys_of_a_summary():
    spec = (DOCS / "spec.md").read_text(encoding="utf-8")
    [example] = blocks(section("summary.json", of=spec), "json")
    shown = json.loads(example)
    assert list(shown) == list(SummarySerializer().fields)
    assert list(shown["run"]) == list(SummarySerializer().fields["run"].fields)


def test_the_fields_of_a_comparison_are_told():
    told = {name for row in table_rows(section("Replays")) for name in QUOTED.findall(row[0])}
    assert told <= set(ComparisonSerializer().fields)
