"""What every adapter promises: it raises ProviderError, and nothing else."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from traceback import format_tb

from providers.codes import ErrorCode
from providers.contract import ProviderError

logger = logging.getLogger(__name__)


@contextmanager
def provider_errors_only() -> Iterator[None]:
    """Turns whatever else is raised within into ProviderError (internal_error).

    The text of an exception may hold a secret or a part of the body; its type and place do not.
    Cancelling passes through.
    """
    try:
        yield
    except ProviderError:
        raise
    except Exception as fault:
        place = "".join(format_tb(fault.__traceback__))
        logger.error("The adapter failed (%s)\n%s", type(fault).__name__, place)  # noqa: TRY400
        raise ProviderError(
            ErrorCode.INTERNAL_ERROR, f"The adapter failed ({type(fault).__name__})."
        ) from None
