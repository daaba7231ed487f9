from django.apps import AppConfig
from django.conf import settings

from config.telemetry import send_traces


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Configuration"

    def ready(self) -> None:
        """System checks register themselves by being imported."""
        from config import checks  # noqa: F401

        if settings.TRACES:
            send_traces()
