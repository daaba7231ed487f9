"""The types of the TypeScript client: whether they are those of the present OpenAPI document."""

import subprocess
from hashlib import sha256
from pathlib import Path
from shutil import which

from django.conf import settings

FOLDER = "clients/typescript"
TYPES = f"{FOLDER}/src/schema.d.ts"
INSTALL = f"npm ci --prefix {FOLDER}"
GENERATE = f"npm run generate --prefix {FOLDER}"


def is_of(openapi: bytes) -> bool:
    """The types' first line has the digest of the document that they were generated from."""
    types = Path(settings.BASE_DIR) / TYPES
    if not types.exists():
        return False
    with types.open(encoding="utf-8") as file:
        return f"sha256:{sha256(openapi).hexdigest()}" in file.readline()


def can_generate() -> bool:
    return which("node") is not None and (_folder() / "node_modules").is_dir()


def generate() -> None:
    """Anew, from the committed document. Raises CalledProcessError."""
    subprocess.run(["node", "generate.mjs"], cwd=_folder(), check=True)  # noqa: S607 - as found


def _folder() -> Path:
    return Path(settings.BASE_DIR) / FOLDER
