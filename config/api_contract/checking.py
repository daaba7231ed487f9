"""What is wrong with the committed documents, and putting it right. `now` is what was just made."""

from collections.abc import Iterator
from pathlib import Path

from config.api_contract import client, documents

Made = dict[str, bytes]
WRITE = "manage.py check_openapi --write"
BROKEN = "Those who use the released API would be broken (docs/api.md, Versions), by"


def faults(now: Made) -> list[str]:
    """A sentence each: what drifted, and what was promised and is not kept."""
    return [*_drifted(now), *_stale_client(now), *_broken(now)]


def write(now: Made) -> None:
    """The documents; and the types of the client, where there is what it takes."""
    _save(now, documents.directory())
    if not client.is_of(now[documents.OPENAPI]) and client.can_generate():
        client.generate()


def release(now: Made) -> None:
    """From now on these are what is promised."""
    _save(now, documents.released())


def _save(made: Made, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (folder / name).write_bytes(content)


def _drifted(now: Made) -> Iterator[str]:
    committed = documents.read(documents.directory())
    for name, content in now.items():
        if committed[name] != content:
            yield f"docs/{name} is not what the code says. Run: {WRITE}"


def _stale_client(now: Made) -> Iterator[str]:
    if not client.is_of(now[documents.OPENAPI]):
        run = f"{client.INSTALL} && {client.GENERATE}"
        yield f"{client.TYPES} is not of docs/{documents.OPENAPI}. Run: {run}"


def _broken(now: Made) -> Iterator[str]:
    promised = documents.read(documents.released())
    for name, content in promised.items():
        if not content:
            yield f"docs/released/{name} is missing"
            return
    for sentence in documents.breaks(promised, now):
        yield f"{BROKEN} {sentence}"
