import pytest
from pydantic import ValidationError

from providers.settings_schemas import DemoSettings, OpenAICompatibleSettings


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1"),
        ("https://example.org/v1/", "https://example.org/v1"),
        ("https://example.org", "https://example.org"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
        ("HTTPS://Example.org/v1", "HTTPS://Example.org/v1"),
    ],
)
def test_a_base_url_is_kept(url, kept):
    assert OpenAICompatibleSettings(base_url=url).base_url == kept


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org/v1",
        "//example.org/v1",
        "ftp://example.org",
        "file:///etc/passwd",
        "http://",
        "http:///v1",
        "http://user@example.org/v1",
        "http://user:secret@example.org/v1",
        "http://@example.org/v1",
        "http://example.org/v1?key=secret",
        "http://example.org/v1?",
        "http://example.org/v1#part",
        "http://example.org:99999/v1",
        "http://example.org:port/v1",
        "http://exa mple.org/v1",
        "http://example.org\\@evil.org/v1",
        "http://example.org/v1\n",
        "http://exämple.org/v1",
        "http://①②⑦.0.0.1/v1",
        "http://0177.0.0.1/v1",
        "http://[::1/v1",
        5,
        None,
    ],
)
def test_anything_else_is_refused_without_repeating_it(url):
    with pytest.raises(ValidationError) as raised:
        OpenAICompatibleSettings(base_url=url)
    assert "secret" not in raised.value.errors()[0]["msg"]


def test_the_demo_takes_no_settings():
    DemoSettings()
    with pytest.raises(ValidationError):
        DemoSettings(base_url="http://127.0.0.1")  # type: ignore[call-arg]
