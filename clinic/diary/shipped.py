"""The services that a new practice begins with."""

from .models import Service

# slug, name, minutes, kept free afterwards, price in pence, video and phone, order, modality
SHIPPED = [
    ("free-consultation", "Free consultation", 15, 0, 0, True, 10, ""),
    ("first-visit", "First visit", 75, 15, 8500, False, 20, "acupuncture"),
    ("follow-up", "Follow-up", 45, 15, 5500, False, 30, "acupuncture"),
    ("electroacupuncture", "Electroacupuncture", 45, 15, 6000, False, 40, "electroacupuncture"),
    ("tui-na-30", "Tui na, 30 minutes", 30, 15, 4000, False, 50, "tui_na"),
    ("tui-na-60", "Tui na, 60 minutes", 60, 15, 6500, False, 51, "tui_na"),
    ("dry-needling", "Dry needling", 30, 15, 4500, False, 60, "dry_needling"),
]


def ensure_services() -> None:
    """Make the shipped services that are missing; those a practice has changed stay as they are."""
    for slug, name, minutes, buffer, price, remote, order, modality in SHIPPED:
        Service.objects.get_or_create(
            slug=slug,
            defaults={
                "name": name,
                "minutes": minutes,
                "buffer_minutes": buffer,
                "price_pence": price,
                "is_free": price == 0,
                "video": remote,
                "phone": remote,
                "order": order,
                "modality": modality,
            },
        )
