from django.urls import path

from clinic._seed import coming

app_name = "treatments"
urlpatterns = [
    path("today/", coming, name="today"),
    path("points/", coming, name="points"),
    path("patients/<int:pk>/", coming, name="chart"),
    path("patients/<int:pk>/sessions/", coming, name="sessions"),
    path("patients/<int:pk>/sessions/new/", coming, name="session-new"),
    path("patients/<int:pk>/pain.svg", coming, name="pain-curve"),
    path("patients/<int:pk>/progress.pdf", coming, name="progress-pdf"),
    path("sessions/<int:pk>/", coming, name="session"),
    path("sessions/<int:pk>/edit/", coming, name="session-edit"),
    path("sessions/<int:pk>/sign/", coming, name="session-sign"),
]
