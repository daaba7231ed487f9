"""The environment for tests and checks: none of the operator's own settings reach them."""

import os

OURS = {
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_URL",
    "DEBUG",
    "DJANGO_SETTINGS_MODULE",
    "REDIS_URL",
    "SECRET_KEY",
}
FAMILIES = ("AWS_", "BAKEOFF_", "CELERY_", "OPENAI_", "OTEL_", "PROMETHEUS_", "VAULT_")


def without_settings() -> dict[str, str]:
    """The process environment but for every setting, and with no file of settings.

    BAKEOFF_TEST_* stay: they say with what to test.
    """
    kept = {name: value for name, value in os.environ.items() if not _is_setting(name)}
    return kept | {"BAKEOFF_ENV_FILE": os.devnull}


def _is_setting(name: str) -> bool:
    if name.startswith("BAKEOFF_TEST_"):
        return False
    return name in OURS or name.startswith(FAMILIES)
