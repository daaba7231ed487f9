from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "organizations.audit"
    label = "organizations_audit"
    verbose_name = "Audit"
