"""The Celery application. It carries hints to workers; the database is the queue of record."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Celery would run Django's checks, which import the whole site, and not say what they found.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("bakeoff")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
