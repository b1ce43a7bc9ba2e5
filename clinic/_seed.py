"""Temporary: stands where a room's view will be. Deleted when no urls.py names it."""

from django.http import HttpResponse

from clinic.access import Permission, require


@require(Permission.TODAY_VIEW)
def coming(request, **kwargs):
    return HttpResponse("not built yet")
