"""Puts our admin site in the place of the stock one. Imported before any model may be."""

from django.contrib.admin.apps import AdminConfig


class GovernedAdminConfig(AdminConfig):
    default_site = "config.admin_site.AdminSite"
