from django.urls import path

from clinic._seed import coming

app_name = "staff"
urlpatterns = [
    path("credentials/", coming, name="credentials"),
    path("credentials/new/", coming, name="credential-new"),
    path("credentials/<int:pk>/", coming, name="credential"),
    path("credentials/<int:pk>/edit/", coming, name="credential-edit"),
]
