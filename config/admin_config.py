"""Puts our admin site in the place of the stock one. Imported before any model may be."""

from django.contrib.admin.apps import SimpleAdminConfig


class GovernedAdminConfig(SimpleAdminConfig):
    """Its pages are found by `config.urls`: no worker and no command waits for their imports."""

    default_site = "config.admin_site.AdminSite"
