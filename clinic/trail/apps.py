from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "clinic.trail"
    label = "trail"
    verbose_name = "Access trail"
