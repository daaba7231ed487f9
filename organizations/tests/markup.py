"""Looking at the HTML of pages, for the tests of every app."""

from html.parser import HTMLParser

from django.http import HttpResponse


class _Collector(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.ids: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        forbidden = {name for name in given if name == "style" or name.startswith("on")}
        if tag == "style" or (tag == "script" and "src" not in given):
            forbidden.add(tag)
        if any((given.get(name) or "").startswith("javascript:") for name in ("href", "action")):
            forbidden.add("javascript:")
        self.inline += [f"<{tag}> {name}" for name in forbidden]
        self.ids += [given["id"]] if given.get("id") else []

    def handle_data(self, data):
        self.text.append(data)


def text_of(response: HttpResponse) -> str:
    """What a reader sees, with single spaces."""
    collector = _Collector()
    collector.feed(response.content.decode())
    return " ".join("".join(collector.text).split())


def assert_strict(response: HttpResponse) -> None:
    """The page needs nothing that the content security policy forbids, and ids are unique."""
    collector = _Collector()
    collector.feed(response.content.decode())
    assert collector.inline == []
    assert sorted(collector.ids) == sorted(set(collector.ids))
    assert "unsafe" not in response["Content-Security-Policy"]
