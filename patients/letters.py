"""E-mails to patients. A subject never says whom or what a message is about."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from patients.models import IntakeLink


def send_intake_link(*, link: IntakeLink, address: str) -> None:
    """Send the link's address to its patient. Raises OSError or an SMTPException when it cannot be sent."""
    context = {"link": link, "patient": link.patient, "address": address, "clinic": settings.CLINIC}
    body = render_to_string("patients/messages/intake_link.txt", context)
    EmailMessage(
        subject=f"A few questions before your visit to {settings.CLINIC['name']}",
        body=body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[link.patient.email],
    ).send()
