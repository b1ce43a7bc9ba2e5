"""The lists behind the diary, kept by the manager."""

from django.contrib import admin
from django.http import HttpRequest

from clinic.staff.admin_site import ManagedByManager

from .models import Room, Service, Site, TimeOff, WorkingHours


@admin.register(Site)
class SiteAdmin(ManagedByManager, admin.ModelAdmin):
    list_display = ("name", "address", "time_zone", "is_active")


@admin.register(Room)
class RoomAdmin(ManagedByManager, admin.ModelAdmin):
    list_display = ("name", "site", "is_active")
    list_select_related = ("site",)


@admin.register(Service)
class ServiceAdmin(ManagedByManager, admin.ModelAdmin):
    list_display = ("name", "minutes", "buffer_minutes", "price_pence", "is_free", "is_active")
    prepopulated_fields = {"slug": ("name",)}


class Plan(ManagedByManager, admin.ModelAdmin):
    """Plans, to which no record points, so they may also be deleted."""

    list_filter = ("practitioner",)
    list_select_related: tuple[str, ...] = ("practitioner",)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.has_module_permission(request)


@admin.register(WorkingHours)
class WorkingHoursAdmin(Plan):
    list_display = ("practitioner", "site", "weekday", "from_time", "until_time")
    list_select_related = ("practitioner", "site")


@admin.register(TimeOff)
class TimeOffAdmin(Plan):
    list_display = ("practitioner", "starts_at", "ends_at", "reason")
