"""Consents on paper: the copy of what was signed, in duplicate where the law wants two, and the words to sign."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from reportlab.platypus import Flowable, PageBreak

from clinic.printing import (
    LTR,
    Paper,
    PrintSize,
    Styles,
    build_document,
    bullets,
    gap,
    in_short,
    lead,
    para,
    section,
    styles,
    table,
    title,
    together,
    write_on_lines,
)
from patients import signatures
from patients.models import Consent, ConsentWording, Patient
from patients.models.consents import blocks
from patients.wordings import Wording

COPIES = ("Patient’s copy", "Practice’s copy")
SIGNATURE_WIDTH = 240


def consent_pdf(consent: Consent, *, paper: Paper = Paper.A4, print_size: PrintSize = PrintSize.NORMAL) -> bytes:
    st = styles(print_size)
    story: list[Flowable] = []
    for copy in COPIES[: consent.wording.copies]:
        story += [PageBreak()] if story else []
        story += _words(consent.wording, consent.patient, st, copy=copy if consent.wording.copies > 1 else "")
        story += _decision(consent, st)
    return _built(story, consent.wording.title, f"Consent {consent.pk}", paper, print_size)


def blank_pdf(patient: Patient, wordings: list[Wording], *, paper: Paper, print_size: PrintSize) -> bytes:
    st = styles(print_size)
    story: list[Flowable] = []
    for wording in wordings:
        for copy in COPIES[: wording.copies]:
            story += [PageBreak()] if story else []
            story += _words(wording, patient, st, copy=copy if wording.copies > 1 else "")
            story += _to_write_on(wording, st)
    name = wordings[0].title if len(wordings) == 1 else "Consents to sign"
    return _built(story, name, f"Patient {patient.pk}", paper, print_size)


def _words(wording: Wording | ConsentWording, patient: Patient, st: Styles, *, copy: str) -> list[Flowable]:
    born = f", born {patient.born_in_words}" if patient.born_in_words else ""
    story = [title(wording.title, st), lead(f"{LTR}{patient.full_name}{born}", st)]
    if copy:
        story.append(para(copy, st.subsection))
    for kind, lines in blocks(wording.text):
        story += bullets(lines, st) if kind == "ul" else [para(lines[0], st.body)]
    return [*story, gap(st)]


def _decision(consent: Consent, st: Styles) -> list[Flowable]:
    """What was decided, by whom, when, and the signature."""
    told = [_sentence(consent)]
    if consent.reason:
        told.append(f"Reason given: {LTR}{consent.reason}")
    story: list[Any] = [in_short(told, st, heading=consent.get_decision_display())]
    rows = [["Name", f"{LTR}{consent.who_signed}"], ["Date", _day(consent.signed_on)], ["How", _how(consent)]]
    if consent.is_drawn:
        rows.insert(1, ["Signature", signatures.drawing(signatures.read(consent.strokes), width=SIGNATURE_WIDTH)])
    story.append(together(table(rows, st, widths=[1, 3], header=False)))
    if consent.wording.countersigned and consent.is_given:
        story += [section("The acupuncturist", st), _second(consent, st)]
    version = f"{consent.wording.title}, version {consent.wording.version}. Checksum of the words: "
    story.append(para(version + consent.wording.checksum[:16], st.small))
    return story


def _sentence(consent: Consent) -> str:
    who = f"{LTR}{consent.signed_name}"
    return {
        Consent.Decision.GIVEN: f"{who} has agreed to what stands above.",
        Consent.Decision.REFUSED: f"{who} has not agreed to what stands above.",
        Consent.Decision.WITHDRAWN: f"{who} has withdrawn the consent to what stands above.",
    }[Consent.Decision(consent.decision)]


def _how(consent: Consent) -> str:
    kind = consent.get_signature_kind_display()
    typed = "; the typed name is the signature" if consent.signature_kind == Consent.Signature.TYPED else ""
    by = f", recorded by {consent.recorded_by.name}" if consent.recorded_by else ""
    return f"{consent.get_how_display() or kind}{typed}{by}"


def _second(consent: Consent, st: Styles) -> Flowable:
    if consent.waits_for_countersignature:
        return write_on_lines([("Signature of the acupuncturist", ""), ("Date", "")], st)
    signed = consent.countersignature
    day = _day(timezone.localtime(signed.at).date())
    return table([["Signed by", f"{LTR}{signed.name}"], ["Date", day]], st, widths=[1, 3], header=False)


def _to_write_on(wording: Wording, st: Styles) -> list[Flowable]:
    lines = [
        write_on_lines([("Signature", ""), ("Date", "")], st),
        write_on_lines([("Name in capitals", ""), ("If for the patient: related how", "")], st),
    ]
    if wording.countersigned:
        lines.append(write_on_lines([("Signature of the acupuncturist", ""), ("Date", "")], st))
    version = f"{wording.title}, version {wording.version}"
    return [para("Sign only if you agree. You may also say no.", st.body), *lines, gap(st), para(version, st.small)]


def _day(day: Any) -> str:
    return f"{day.day} {day:%B %Y}"


def _built(story: list[Flowable], name: str, number: str, paper: Paper, print_size: PrintSize) -> bytes:
    return build_document(
        story,
        title=name,
        author=settings.CLINIC["name"],
        subject="Consent",
        paper=paper,
        print_size=print_size,
        head=settings.CLINIC["name"],
        head_right="Confidential",
        footer_left=f"{number}. {settings.CLINIC['name']}, {settings.CLINIC['phone']}",
    )
