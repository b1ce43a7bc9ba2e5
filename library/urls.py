from django.urls import path

from clinic._seed import coming

app_name = "library"
urlpatterns = [
    path("library/", coming, name="index"),
    path("library/<slug:slug>/", coming, name="sheet"),
    path("library/<slug:slug>.pdf", coming, name="sheet-pdf"),
    path("patients/<int:pk>/handouts/", coming, name="patient-handouts"),
    path("patients/<int:pk>/handouts/give/", coming, name="give"),
    path("handouts/<int:pk>.pdf", coming, name="handout-pdf"),
]
