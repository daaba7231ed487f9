"""The one thread, and so the one connection, through which a drain visits the database."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from django.db import connections

from experiments.work.observed import in_this_context

T = TypeVar("T")


class DatabaseThread:
    """What is asked of it is done in the order of asking, each to its end."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def run(self, function: Callable[..., T], *arguments: Any) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, in_this_context(function, *arguments))

    async def reconnect(self) -> None:
        """The next visit has a connection of its own: a dead one stays dead until it is closed."""
        with suppress(Exception):  # it may not even close
            await self.run(connections.close_all)

    async def close(self) -> None:
        await self.reconnect()
        self._thread.shutdown()
