"""What may be done to a patient: one list, which services, consents and sessions name things from."""

from django.db import models


class Modality(models.TextChoices):
    ACUPUNCTURE = "acupuncture", "Acupuncture"
    ELECTROACUPUNCTURE = "electroacupuncture", "Electroacupuncture"
    DRY_NEEDLING = "dry_needling", "Dry needling"
    MOXA = "moxa", "Moxibustion"
    CUPPING = "cupping", "Cupping"
    GUA_SHA = "gua_sha", "Gua sha"
    TUI_NA = "tui_na", "Tui na or acupressure"
