from django.apps import AppConfig


class DiaryConfig(AppConfig):
    name = "clinic.diary"
    label = "diary"

    def ready(self) -> None:
        from clinic.diary.queries import booked_at_once
        from patients.merge_warnings import warn_of_merging

        warn_of_merging(booked_at_once)
