from django.urls import path

from library import views

app_name = "library"
urlpatterns = [
    path("library/", views.index, name="index"),
    path("library/<slug:slug>/", views.sheet, name="sheet"),
    path("library/<slug:slug>.pdf", views.pdf, name="sheet-pdf"),
    path("patients/<int:pk>/handouts/", views.patient_handouts, name="patient-handouts"),
    path("patients/<int:pk>/handouts/give/", views.give, name="give"),
    path("handouts/<int:pk>.pdf", views.handout, name="handout-pdf"),
]
