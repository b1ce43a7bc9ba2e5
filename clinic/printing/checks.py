"""What must be right before anything is printed; Django runs it before `prepare` touches a database."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from clinic.printing.logo import MARK, LogoRefused, read_logo


@register
def logo_is_an_image(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """CLINIC_LOGO is empty, our own mark, or an image that can be printed."""
    setting = settings.CLINIC_LOGO
    if setting in ("", MARK):
        return []
    try:
        read_logo(setting)
    except LogoRefused as problem:
        hint = f"Set CLINIC_LOGO to the path of a PNG or JPEG file, to {MARK} for the drawn mark, or leave it empty."
        return [Error(f"The logo cannot be printed. {problem}", hint=hint, id="hegu.E001")]
    return []
