from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "library"

    def ready(self) -> None:
        from clinic.printing import checks  # noqa: F401 - registers the check of the logo
