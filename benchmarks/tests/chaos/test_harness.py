"""What the scenarios rest on: the provider keeps right books, and the right process is killed."""

import http.client
import json
import signal
import subprocess
import sys
import time

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

from benchmarks.chaos.collector import collector
from benchmarks.chaos.faults import kill_client
from benchmarks.chaos.provider import Answer, always, provider, refused, said

ASK = """
import http.client, sys
client = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
client.request("POST", "/v1/chat/completions", '{"model": "m", "messages": [{"content": "p"}]}')
client.getresponse()
"""


def post(url: str, prompt: str = "Do 1.") -> tuple[int, dict, dict]:
    client = http.client.HTTPConnection(url.removeprefix("http://").removesuffix("/v1"), timeout=10)
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": prompt}]})
    client.request("POST", "/v1/chat/completions", body)
    answer = client.getresponse()
    return answer.status, dict(answer.getheaders()), json.loads(answer.read())


def test_the_provider_counts_what_it_is_asked_and_when():
    began = time.time()
    with provider(always(said("Well."))) as stub:
        status, _, body = post(stub.base_url)
        post(stub.base_url)
    assert (status, body["choices"][0]["message"]["content"]) == (200, "Well.")
    assert [(each.prompt, each.number) for each in stub.asked] == [("Do 1.", 1), ("Do 1.", 2)]
    assert began <= stub.asked[0].at <= stub.asked[0].answered_at <= time.time()
    assert (stub.total, stub.peak, stub.in_flight) == (2, 1, 0)


def test_the_provider_refuses_with_headers():
    with provider(always(refused(429, code="busy", retry_after="2"))) as stub:
        status, headers, body = post(stub.base_url)
    assert (status, headers["retry-after"], body["error"]["code"]) == (429, "2", "busy")


def test_the_collector_understands_what_is_sent_to_it():
    with collector() as found:
        traces = TracerProvider()
        exporter = OTLPSpanExporter(endpoint=f"{found.url}/v1/traces")
        traces.add_span_processor(SimpleSpanProcessor(exporter))
        with traces.get_tracer("t").start_span("chat m", attributes={"bakeoff.run.id": "r"}) as one:
            pass
        traces.shutdown()
    [span] = found.of_run("r")
    assert (span.name, span.trace_id) == ("chat m", f"{one.context.trace_id:032x}")
    assert found.of_run("other") == []


def test_the_process_at_the_other_end_of_a_connection_is_killed_and_no_other():
    def answer(asked) -> Answer:
        killed.append(kill_client(asked.peer, to=asked.port, among=[other.pid, client.pid]))
        return said(delay=None)

    killed: list[bool] = []
    with provider(answer) as stub:
        port = stub.base_url.rpartition(":")[2].removesuffix("/v1")
        other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        client = subprocess.Popen([sys.executable, "-c", ASK, port])
        assert client.wait(30) == -signal.SIGKILL
        assert other.poll() is None
        other.kill()
        other.wait(30)
    assert killed == [True]
