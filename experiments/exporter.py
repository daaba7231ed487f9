"""What a worker without a site counted, on a port of its own for Prometheus."""

import logging

from django.conf import settings
from prometheus_client import start_http_server

from experiments.work.meters import registry

logger = logging.getLogger(__name__)


def serve_metrics() -> None:
    """On BAKEOFF_METRICS_PORT, if it is set. A port that is taken costs the figures, not the
    work."""
    if settings.METRICS_PORT is None:
        return
    try:
        start_http_server(settings.METRICS_PORT, addr=settings.METRICS_HOST, registry=registry())
    except OSError:
        logger.exception("No metrics are served on port %d", settings.METRICS_PORT)
