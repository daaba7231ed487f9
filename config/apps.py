from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Configuration"

    def ready(self) -> None:
        """System checks register themselves by being imported."""
        from config import checks  # noqa: F401
