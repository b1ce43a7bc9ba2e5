from django.urls import path

from patients import views

app_name = "patients"
urlpatterns = [
    path("patients/", views.search, name="search"),
    path("patients/new/", views.new, name="new"),
    path("patients/lookup/", views.lookup, name="lookup"),
    path("patients/<int:pk>/details/", views.details, name="details"),
    path("patients/<int:pk>/edit/", views.edit, name="edit"),
]
