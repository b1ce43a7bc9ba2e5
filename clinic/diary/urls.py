from django.urls import path

from clinic._seed import coming

app_name = "diary"
urlpatterns = [
    path("diary/", coming, name="home"),
    path("diary/book/", coming, name="book"),
    path("diary/<isodate:day>/", coming, name="day"),
    path("diary/appointments/<int:pk>/", coming, name="appointment"),
    path("diary/appointments/<int:pk>/move/", coming, name="move"),
    path("diary/appointments/<int:pk>/cancel/", coming, name="cancel"),
    path("diary/appointments/<int:pk>/status/", coming, name="status"),
    path("patients/<int:pk>/appointments/", coming, name="patient-appointments"),
]
