"""The Celery application. It carries hints to workers; the database is the queue of record."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Celery would run Django's checks, which import the whole site, and not say what they found.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("bakeoff")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def leave_the_log_alone(**_: object) -> None:
    """Django's LOGGING stands: without a receiver Celery sets the level of its own option."""
