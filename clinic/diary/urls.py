from django.urls import path

from clinic.diary.views import appointment, book, day

app_name = "diary"
urlpatterns = [
    path("diary/", day.home, name="home"),
    path("diary/book/", book.book, name="book"),
    path("diary/<isodate:day>/", day.day, name="day"),
    path("diary/appointments/<int:pk>/", appointment.appointment, name="appointment"),
    path("diary/appointments/<int:pk>/move/", appointment.move, name="move"),
    path("diary/appointments/<int:pk>/cancel/", appointment.cancel, name="cancel"),
    path("diary/appointments/<int:pk>/status/", appointment.status, name="status"),
    path("patients/<int:pk>/appointments/", appointment.patient_appointments, name="patient-appointments"),
]
