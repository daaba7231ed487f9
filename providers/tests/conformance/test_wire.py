"""What every adapter sends, and what none may send."""

import asyncio

import pytest

from providers.contract import Message
from providers.kinds import ProviderKind
from providers.registry import PROVIDERS
from providers.tests.conformance.faces import ADAPTERS, KEY, call, check, opened, seen
from providers.tests.servers import outcome, reply, request, serving

pytestmark = pytest.mark.parametrize("face", ADAPTERS, ids=str)
OTHER = "sk-from-the-environment"
KEYS = [
    "OPENAI_API_KEY",
    "OPENAI_ADMIN_KEY",
    "OPENAI_WEBHOOK_SECRET",
    "OPENAI_ORG_ID",
    "OPENAI_PROJECT_ID",
    "AZURE_OPENAI_API_KEY",
    "AZURE_OPENAI_AD_TOKEN",
    "OPENROUTER_API_KEY",
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
]
ADDRESSES = [
    "OPENAI_BASE_URL",
    "AZURE_OPENAI_ENDPOINT",
    "ANTHROPIC_BASE_URL",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
]


@pytest.fixture
def hostile_environment(monkeypatch):
    for name in KEYS:
        monkeypatch.setenv(name, OTHER)
    for name in ADDRESSES:
        monkeypatch.setenv(name, "http://127.0.0.1:9/elsewhere")
    for name in ("OPENAI_CUSTOM_HEADERS", "ANTHROPIC_CUSTOM_HEADERS"):
        monkeypatch.setenv(name, f"X-Leak: {OTHER}\nauthorization: {OTHER}\napi-key: {OTHER}")


def test_a_call_is_one_post_with_the_credential_in_its_place(face):
    found, served = call(face, reply(face.body()))
    (asked,) = served.asked
    assert asked.line == face.line
    name, value = face.credential
    assert asked.headers[name] == value
    assert str(asked.headers).count(KEY) == 1
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["accept-encoding"] == "identity"
    assert asked.json["model"] == "m"
    assert not asked.json.get("stream")
    assert found.text == "Hello"


def test_nothing_of_the_environment_goes_along(face, hostile_environment):
    found, served = call(face, reply(face.body()))
    (asked,) = served.asked
    assert found.text == "Hello"
    assert OTHER not in f"{asked.headers} {asked.body!r}"
    allowed = {"accept", "accept-encoding", "content-length", "content-type", "host", "user-agent"}
    assert set(asked.headers) - allowed <= {face.credential[0], "anthropic-version"}


def test_without_a_credential_none_is_found_elsewhere(face, hostile_environment):
    _, served = call(face, reply(face.body()), key=None)
    for asked in served.asked:
        assert OTHER not in str(asked.headers)
        assert not {"authorization", "api-key", "x-api-key"} & set(asked.headers)


def test_the_prompt_goes_as_it_is(face):
    prompt = "  é 😀\x00 {{ x }} \n"
    _, served = call(face, reply(face.body()), prompt=prompt)
    assert prompt in _strings(served.asked[0].json)


@pytest.mark.parametrize(
    "changes",
    [
        {"messages": (Message(role="user", content="half \ud83d of a pair"),)},
        {"model": "m\udc00"},
        {"parameters": {"top_p": float("nan")}},
        {"parameters": {"temperature": object()}},
        {"parameters": {"unheard_of": 1}},
    ],
    ids=["prompt", "model", "nan", "object", "unknown"],
)
def test_what_cannot_be_sent_is_invalid_and_counts_as_no_call(face, changes):
    error, served = call(face, reply(face.body()), **changes)
    check(face, error, {"code": "invalid_request", "retryable": False, "http_status": None})
    assert not error.sent
    assert served.asked == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(face, status):
    async def run():
        async with serving(reply(face.body())) as target:
            there = {"Location": f"{target.origin}/v1"}
            async with serving(reply(b"", status=status, headers=there)) as served:
                error = await outcome(opened(face, served.origin), request())
            return error, target

    error, target = asyncio.run(run())
    check(face, error, {"code": "config_error", "retryable": False, "http_status": status})
    assert target.asked == []


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_nothing_is_retried_below_the_engine(face, status):
    error, served = call(face, reply(b"{}", status=status, headers={"x-should-retry": "true"}))
    assert error.retryable
    assert len(served.asked) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500])
def test_a_key_that_an_error_repeats_is_repeated_by_nothing(face, status, caplog):
    body = {"error": {"message": f"bad key {KEY}", "code": KEY, "type": KEY, "param": KEY}}
    error, _ = call(face, reply(body, status=status, headers={"x-request-id": KEY}))
    chain = f"{error!r} {error.__cause__!r} {error.__context__!r} {error.arrived!r}"
    assert KEY not in f"{chain} {seen(face, error)} {caplog.text}"


def test_a_key_that_an_answer_repeats_is_not_kept(face):
    body = {**face.body(f"Your key is {KEY}."), "model": KEY}
    found, _ = call(face, reply(body, headers={"x-request-id": KEY}))
    assert found.text == "Your key is [redacted]."
    assert found.model_served == "[redacted]"
    assert KEY not in repr(found)


def test_a_word_that_stands_for_no_key_stays_in_the_answer(face):
    found, _ = call(face, reply(face.body("none EMPTY")), key="EMPTY")
    assert found.text == "none EMPTY"


def test_every_kind_that_is_called_has_its_faces(face):
    assert {each.kind for each in ADAPTERS} == set(PROVIDERS) - {ProviderKind.DEMO}


def _strings(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for each in value for text in _strings(each)]
    return [value] if isinstance(value, str) else []
