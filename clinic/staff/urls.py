"""Addresses of the staff room."""

from django.urls import path

from . import views

app_name = "staff"
urlpatterns = [
    path("credentials/", views.credentials, name="credentials"),
    path("credentials/new/", views.add, name="credential-new"),
    path("credentials/<int:pk>/", views.credential, name="credential"),
    path("credentials/<int:pk>/edit/", views.correct, name="credential-edit"),
]
