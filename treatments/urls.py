"""Addresses of the treatment room; the chart and the sessions are tabs of the patient's page."""

from django.urls import path

from .views import batches, chart, points, sessions, today

app_name = "treatments"
urlpatterns = [
    path("today/", today.today, name="today"),
    path("handouts/tomorrow/", batches.choose, name="handouts"),
    path("handouts/batches/<int:pk>/", batches.batch, name="batch"),
    path("handouts/batches/<int:pk>/step/", batches.step, name="batch-step"),
    path("handouts/batches/<int:pk>.pdf", batches.batch_pdf, name="batch-pdf"),
    path("points/", points.points, name="points"),
    path("patients/<int:pk>/", chart.chart, name="chart"),
    path("patients/<int:pk>/sessions/", sessions.listing, name="sessions"),
    path("patients/<int:pk>/sessions/new/", sessions.new, name="session-new"),
    path("patients/<int:pk>/pain.svg", chart.pain_svg, name="pain-curve"),
    path("patients/<int:pk>/progress.pdf", chart.progress_pdf, name="progress-pdf"),
    path("sessions/<int:pk>/", sessions.read, name="session"),
    path("sessions/<int:pk>/edit/", sessions.edit, name="session-edit"),
    path("sessions/<int:pk>/sign/", sessions.sign, name="session-sign"),
]
