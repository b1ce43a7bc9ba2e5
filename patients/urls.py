from django.urls import path

from clinic._seed import coming

app_name = "patients"
urlpatterns = [
    path("patients/", coming, name="search"),
    path("patients/new/", coming, name="new"),
    path("patients/lookup/", coming, name="lookup"),
    path("patients/<int:pk>/details/", coming, name="details"),
    path("patients/<int:pk>/edit/", coming, name="edit"),
]
