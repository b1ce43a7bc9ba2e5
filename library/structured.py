"""What search engines are told about a sheet: schema.org's MedicalWebPage as JSON-LD, saying no more than the page."""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from library.models import Factsheet, FactsheetVersion

# Inside a script element nothing may look like markup, whatever a title holds; in JSON these stand for the same signs.
_UNLIKE_MARKUP = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def medical_web_page(sheet: Factsheet, version: FactsheetVersion, *, address: str) -> SafeString:
    """The JSON of a <script type="application/ld+json">; a data block, which no browser runs."""
    publisher = {"@type": "Organization", "name": settings.CLINIC["name"]}
    told = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": version.title,
        "description": version.summary,
        "url": address,
        "inLanguage": sheet.language,
        "audience": {"@type": "Patient"},
        "isPartOf": {"@type": "WebSite", "name": settings.CLINIC["name"], "url": address.split("/library/")[0] + "/"},
        "publisher": publisher,
        "author": {"@type": "Organization", "name": version.author},
        "datePublished": version.published_on and version.published_on.isoformat(),
        "about": _about(sheet),
        # Only what a person really did: without a reviewer there is neither.
        "reviewedBy": {"@type": "Person", "name": version.reviewer} if version.reviewer else None,
        "lastReviewed": version.reviewed_on and version.reviewed_on.isoformat(),
        "citation": [source["text"] for source in version.notes.get("sources", [])],
    }
    text = json.dumps({key: value for key, value in told.items() if value}, ensure_ascii=False)
    return mark_safe(text.translate(_UNLIKE_MARKUP))  # noqa: S308 - nothing in it can end the element


def _about(sheet: Factsheet) -> dict[str, Any] | None:
    condition = sheet.condition
    if condition is None:
        return None
    about: dict[str, Any] = {"@type": "MedicalCondition", "name": condition.name}
    if condition.synonyms:
        about["alternateName"] = condition.synonyms
    if condition.icd10:
        about["code"] = {"@type": "MedicalCode", "codeValue": condition.icd10, "codingSystem": "ICD-10"}
    return about
