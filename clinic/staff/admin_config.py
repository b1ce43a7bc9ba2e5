"""Puts Hegu's own admin site in the place of Django's."""

from django.contrib.admin.apps import AdminConfig


class HeguAdminConfig(AdminConfig):
    default_site = "clinic.staff.admin_site.HeguAdminSite"
