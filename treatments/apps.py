from django.apps import AppConfig


class TreatmentsConfig(AppConfig):
    name = "treatments"

    def ready(self) -> None:
        from library import suggestions
        from treatments.queries import conditions_of

        suggestions.tell(conditions_of)
