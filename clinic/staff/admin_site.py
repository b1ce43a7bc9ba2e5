"""Django's admin, opened by the manager's permission and not by the superuser flag."""

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from clinic.access import Permission, permissions_for


class HeguAdminSite(AdminSite):
    site_header = site_title = "Hegu settings"
    index_title = "Lists that the practice keeps"
    site_url = "/today/"

    def has_permission(self, request: HttpRequest) -> bool:
        if Permission.ADMIN in permissions_for(request.user):
            return True
        if request.user.is_authenticated:
            raise PermissionDenied
        return False


class ManagedByManager:
    """For ModelAdmin: whoever may open the admin may change this list. Mix in before ModelAdmin."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return Permission.ADMIN in permissions_for(request.user)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Lists are switched off, not deleted: records point at them."""
        return False
