from django.apps import AppConfig


class InternalConfig(AppConfig):
    name = "evaluation.internal"
    label = "evaluation_internal"
    verbose_name = "Evaluator rationale (internal)"
