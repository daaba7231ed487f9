"""The yardstick: the least that a program with the OpenAI SDK can do. It keeps nothing.

    python -m benchmarks.bare URL [--calls N] [--in-flight N]

Prints one line of JSON: a Measured.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import asdict

from openai import AsyncOpenAI

from benchmarks.measured import Measured, memory_mb
from benchmarks.prompts import prompt


async def loop(url: str, *, calls: int, in_flight: int) -> None:
    """`in_flight` coroutines share one client and one iterator of calls."""
    async with AsyncOpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as client:
        numbers = iter(range(calls))
        await asyncio.gather(*(take_turns(client, numbers) for _ in range(in_flight)))


async def take_turns(client: AsyncOpenAI, numbers: Iterator[int]) -> None:
    for number in numbers:
        await client.chat.completions.create(
            model="stub-1", messages=[{"role": "user", "content": prompt(number)}]
        )


def measure(url: str, *, calls: int, in_flight: int) -> Measured:
    began, cpu = time.monotonic(), time.process_time()
    asyncio.run(loop(url, calls=calls, in_flight=in_flight))
    return Measured(
        wall_s=time.monotonic() - began,
        cpu_s=time.process_time() - cpu,
        rss_mb=memory_mb("self"),
        calls=calls,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="The bare AsyncOpenAI loop")
    parser.add_argument("url")
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--in-flight", type=int, default=64)
    options = parser.parse_args()
    measured = measure(options.url, calls=options.calls, in_flight=options.in_flight)
    print(json.dumps(asdict(measured)))


if __name__ == "__main__":
    main()
