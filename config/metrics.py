"""/metrics: what this process counted and how the work stands, for Prometheus.

The figures are about all organisations at once, so only the operator's own token opens it.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from config.api_limits import guesses_of
from experiments.gauges import standing
from experiments.work.meters import registry


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """404 while no token is set, as if there were nothing here."""
    if not settings.METRICS_TOKEN:
        raise Http404
    guesses = guesses_of(request)
    if guesses.is_over:
        return _refused(429, **{"Retry-After": str(guesses.seconds_left)})
    if not _is_known(request.headers.get("Authorization", "")):
        guesses.count()
        return _refused(401, **{"WWW-Authenticate": 'Bearer realm="metrics"'})
    found = generate_latest(registry()) + generate_latest(standing())
    return HttpResponse(
        found, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )


def _is_known(authorization: str) -> bool:
    return constant_time_compare(authorization, f"Bearer {settings.METRICS_TOKEN}")


def _refused(status: int, **headers: str) -> HttpResponse:
    return HttpResponse(status=status, headers={"Cache-Control": "no-store", **headers})
