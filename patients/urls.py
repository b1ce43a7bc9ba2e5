from django.urls import path

from patients.views import people

app_name = "patients"
urlpatterns = [
    path("patients/", people.search, name="search"),
    path("patients/new/", people.new, name="new"),
    path("patients/lookup/", people.lookup, name="lookup"),
    path("patients/<int:pk>/details/", people.details, name="details"),
    path("patients/<int:pk>/edit/", people.edit, name="edit"),
]
