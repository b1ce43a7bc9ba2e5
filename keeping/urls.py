"""Addresses of what leaves a record; most are tabs of the patient's page."""

from django.urls import path

from .views import export, retention

app_name = "keeping"
urlpatterns = [
    path("patients/retention/", retention.retention, name="retention"),
    path("patients/retention/<int:pk>/decide/", retention.decide, name="decide"),
    path("patients/<int:pk>/export/", export.export, name="export"),
    path("patients/<int:pk>/export/zip/", export.export_zip, name="export-zip"),
    path("patients/<int:pk>/retention/", retention.erase, name="erase"),
    path("patients/<int:pk>/retention/hold/", retention.hold, name="hold"),
]
