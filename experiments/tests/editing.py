"""Filling in the form of an experiment the way a browser does."""

from html.parser import HTMLParser

from experiments.tests.definitions import task_set_of


class PageForm(HTMLParser):
    """The fields of a page as a browser would send them, and the options that it would not."""

    def __init__(self, html):
        super().__init__()
        self.fields, self.disabled, self._select, self._area = {}, [], "", ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "input" and given.get("type") not in ("file", "submit"):
            self.fields[given["name"]] = given.get("value") or ""
        elif tag == "select":
            self._select = given["name"]
            self.fields.setdefault(self._select, "")
        elif tag == "textarea":
            self._area = given["name"]
            self.fields[self._area] = ""
        elif tag == "option" and "disabled" in given:
            self.disabled.append(given["value"])
        elif tag == "option" and "selected" in given:
            self.fields[self._select] = given["value"]

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.fields[self._area] = self.fields[self._area].removeprefix("\n")
            self._area = ""

    def handle_data(self, data):
        if self._area:
            self.fields[self._area] += data


def form_of(response):
    """Of the page's own form; the one that signs out has but the token."""
    fields = PageForm(response.content.decode()).fields
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def filled(owner, **changes):
    fields = {
        "name": "smoke",
        "task_set": str(task_set_of(owner, tasks=4).pk),
        "repeats": "3",
        "max_concurrency": "8",
        "attempt_timeout_seconds": "60",
        "arms-count": "2",
    }
    for number in range(2):
        fields |= {
            f"arms-{number}-key": f"arm-{number}",
            f"arms-{number}-target": "openai_compatible/local",
            f"arms-{number}-model": f"model-{number}",
        }
    return fields | changes


def press(client, address, fields, button):
    return client.post(address, fields | {"do": button})
