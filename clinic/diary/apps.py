from django.apps import AppConfig


class DiaryConfig(AppConfig):
    name = "clinic.diary"
    label = "diary"
