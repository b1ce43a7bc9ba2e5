"""The door, URL by URL: who gets in, written out. A URL without a row here fails.

Statuses are for a request that the role may or may not make at all: 200 shown, 302 done or sent on, 400 incomplete,
form, 403 wrong role. Nobody logged in is always sent to the log-in page, unless the view is on the public list.
"""

from dataclasses import dataclass, field

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError, connections, router
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from clinic import kept_files
from clinic.access import Role
from clinic.trail.models import AccessEntry
from patients.models import Patient
from tests import factories
from tests.conftest import client_for


@dataclass(frozen=True)
class Row:
    desk: int
    practitioner: int
    manager: int
    method: str = "get"
    args: dict = field(default_factory=dict)


def everyone(status=200, **extra):
    return Row(status, status, status, **extra)


def clinical(status=200, **extra):
    return Row(403, status, 403, **extra)


def manager_only(status=200, **extra):
    return Row(403, 403, status, **extra)


def mergers(status=200, **extra):
    """Who decides which records are of one person."""
    return Row(status, 403, status, **extra)


def editors(status=200, **extra):
    """Who writes and reviews sheets."""
    return Row(403, status, status, **extra)


LIBRARY_SHEET, VERSION, SHEET_DRAFT, WITHDRAWAL = "library sheet", "version", "sheet draft", "withdrawal"
IMPORT, ERASURE = "import", "erasure"
PATIENT, APPOINTMENT, DRAFT, CREDENTIAL, HANDOUT = "patient", "appointment", "draft", "credential", "handout"
RED_FLAG = "red flag"
CONSENT = "consent"
NOTE, DOCUMENT, PAIR = "contact note", "document", "duplicate pair"
SHEET, CLAIM = {"slug": "sheet"}, {"slug": "claim"}
INTAKE, LINK = "intake", "link"
BATCH = "batch"

PUBLIC = {
    "home": (200, {}),
    "health": (200, {}),
    "favicon": (302, {}),
    "robots": (200, {}),
    "sitemap": (200, {}),
    "library:index": (200, {}),
    "library:find": (405, {}),
    "library:sheet": (200, SHEET),
    "library:sheet-pdf": (200, SHEET),
    # A browser that has not opened the link of an intake, or a token that is none: one page for all of them.
    "patients:intake-open": (404, {"token": "no-such-token"}),
    "patients:intake-start": (404, {"pk": LINK}),
    "patients:intake-step": (404, {"pk": LINK, "step": "reason"}),
    "patients:intake-help": (404, {"pk": LINK}),
    "patients:intake-check": (404, {"pk": LINK}),
    "patients:intake-done": (404, {"pk": LINK}),
    "patients:intake-leave": (405, {"pk": LINK}),
    "account_login": (200, {}),
    "account_logout": (302, {}),
    "account_signup": (200, {}),
    "account_inactive": (200, {}),
    "account_reset_password": (200, {}),
    "account_reset_password_done": (200, {}),
    "account_reset_password_from_key": (200, {"uidb36": "1", "key": "no-such-key"}),
    "account_reset_password_from_key_done": (200, {}),
}

STAFF = {
    "treatments:today": everyone(),
    "treatments:points": clinical(),
    "treatments:chart": everyone(args={"pk": PATIENT}),
    "treatments:sessions": clinical(args={"pk": PATIENT}),
    "treatments:session-new": clinical(args={"pk": PATIENT}),
    "treatments:pain-curve": clinical(args={"pk": PATIENT}),
    "treatments:progress-pdf": clinical(args={"pk": PATIENT}),
    "treatments:session": clinical(args={"pk": DRAFT}),
    "treatments:session-edit": clinical(args={"pk": DRAFT}),
    "treatments:session-sign": clinical(302, method="post", args={"pk": DRAFT}),
    "library:give-sheet": everyone(args=SHEET),
    "library:evidence": everyone(),
    "library:evidence-works": everyone(),
    "library:evidence-works-csl": everyone(),
    "library:evidence-claim": everyone(args=CLAIM),
    "library:evidence-settle": manager_only(args=CLAIM),
    "treatments:handouts": everyone(),
    "treatments:batch": everyone(args={"pk": BATCH}),
    "treatments:batch-step": everyone(302, method="post", args={"pk": BATCH}),
    "treatments:batch-pdf": everyone(args={"pk": BATCH}),
    "library:patient-handouts": everyone(args={"pk": PATIENT}),
    "library:give": everyone(args={"pk": PATIENT}),
    "library:handout-pdf": everyone(args={"pk": HANDOUT}),
    "library:edit": editors(),
    "library:edit-sheet": editors(args={"pk": LIBRARY_SHEET}),
    "library:edit-claims": editors(),
    "library:edit-start": editors(302, method="post", args={"pk": VERSION}),
    "library:edit-draft": editors(args={"pk": SHEET_DRAFT}),
    "library:edit-preview": editors(method="post", args={"pk": SHEET_DRAFT}),
    "library:edit-discard": editors(args={"pk": SHEET_DRAFT}),
    "library:edit-review": editors(args={"pk": SHEET_DRAFT}),
    "library:edit-publish": manager_only(302, method="post", args={"pk": SHEET_DRAFT}),
    "library:withdraw": manager_only(args={"pk": VERSION}),
    "library:recall": everyone(args={"pk": WITHDRAWAL}),
    "library:recall-csv": everyone(args={"pk": WITHDRAWAL}),
    "library:recall-pdf": everyone(args={"pk": WITHDRAWAL}),
    "library:recall-contacted": everyone(302, method="post", args={"pk": WITHDRAWAL}),
    "diary:home": everyone(302),
    "diary:day": everyone(args={"day": "2026-08-06"}),
    "diary:book": everyone(),
    "diary:appointment": everyone(args={"pk": APPOINTMENT}),
    "diary:move": everyone(args={"pk": APPOINTMENT}),
    "diary:cancel": everyone(args={"pk": APPOINTMENT}),
    "diary:status": everyone(302, method="post", args={"pk": APPOINTMENT}),
    "diary:patient-appointments": everyone(args={"pk": PATIENT}),
    "patients:search": everyone(),
    "patients:new": everyone(),
    "patients:lookup": everyone(400, method="post"),
    "patients:import": manager_only(),
    "keeping:retention": manager_only(),
    "keeping:decide": manager_only(302, method="post", args={"pk": ERASURE}),
    "keeping:export": manager_only(args={"pk": PATIENT}),
    "keeping:export-zip": manager_only(method="post", args={"pk": PATIENT}),
    "keeping:erase": manager_only(args={"pk": PATIENT}),
    "keeping:hold": manager_only(302, method="post", args={"pk": PATIENT}),
    "patients:import-run": manager_only(302, args={"pk": IMPORT}),
    "patients:import-columns": manager_only(args={"pk": IMPORT}),
    "patients:import-step": manager_only(302, method="post", args={"pk": IMPORT}),
    "patients:import-go": manager_only(302, method="post", args={"pk": IMPORT}),
    "patients:import-left-csv": manager_only(args={"pk": IMPORT}),
    "patients:import-left-xlsx": manager_only(args={"pk": IMPORT}),
    "patients:import-drop": manager_only(302, method="post", args={"pk": IMPORT}),
    "patients:import-undo": manager_only(302, method="post", args={"pk": IMPORT}),
    "patients:details": everyone(args={"pk": PATIENT}),
    "patients:edit": everyone(args={"pk": PATIENT}),
    "patients:alike": everyone(method="post"),
    "patients:history": everyone(args={"pk": PATIENT}),
    "patients:set-back": everyone(404, method="post", args={"pk": PATIENT}),
    "patients:contacts": everyone(args={"pk": PATIENT}),
    "patients:contact-add": everyone(args={"pk": PATIENT}),
    "patients:contact-correct": everyone(args={"pk": NOTE}),
    "patients:documents": everyone(args={"pk": PATIENT}),
    "patients:document-add": everyone(args={"pk": PATIENT}),
    "patients:document": everyone(args={"pk": DOCUMENT}),
    "patients:document-strike-out": everyone(args={"pk": DOCUMENT}),
    "patients:tongue": clinical(args={"pk": PATIENT}),
    "patients:duplicates": mergers(),
    "patients:merge": mergers(args={"number": PAIR}),
    "patients:dismiss": mergers(302, method="post", args={"number": PAIR}),
    "patients:other-record": mergers(args={"pk": PATIENT}),
    "patients:merged": mergers(args={"pk": PATIENT}),
    "patients:intake": everyone(args={"pk": PATIENT}),
    "patients:intake-send": everyone(302, method="post", args={"pk": PATIENT}),
    "patients:intake-copy": everyone(302, method="post", args={"pk": PATIENT}),
    "patients:intake-revoke": everyone(302, method="post", args={"pk": PATIENT}),
    "patients:intake-tablet": everyone(302, method="post", args={"pk": PATIENT}),
    "patients:intake-paper": everyone(args={"pk": PATIENT}),
    "patients:intake-blank": everyone(),
    "patients:intake-answers": clinical(args={"pk": INTAKE}),
    "patients:intake-pdf": clinical(args={"pk": INTAKE}),
    "patients:safety": clinical(args={"pk": PATIENT}),
    "patients:safety-questions": clinical(args={"pk": PATIENT}),
    "patients:safety-confirm": clinical(302, method="post", args={"pk": PATIENT}),
    "patients:red-flag": everyone(args={"pk": RED_FLAG}),
    "patients:restrict": manager_only(args={"pk": PATIENT}),
    "patients:say-why": everyone(400, method="post"),
    "patients:rules": Row(403, 200, 200),
    "patients:rule-new": Row(403, 200, 200),
    "patients:rule-switch": Row(403, 200, 200, args={"rule_id": "lung"}),
    "patients:consents": everyone(args={"pk": PATIENT}),
    "patients:consent-take": everyone(302, args={"pk": PATIENT}),
    "patients:consent-paper": everyone(302, args={"pk": PATIENT}),
    "patients:consent-blank-pdf": everyone(args={"pk": PATIENT}),
    "patients:consent": everyone(args={"pk": CONSENT}),
    "patients:consent-done": everyone(args={"pk": CONSENT}),
    "patients:consent-withdraw": everyone(args={"pk": CONSENT}),
    "patients:consent-countersign": clinical(302, method="post", args={"pk": CONSENT}),
    "patients:consent-pdf": everyone(args={"pk": CONSENT}),
    "staff:credentials": everyone(),
    "staff:credential": everyone(args={"pk": CREDENTIAL}),
    "staff:credential-new": manager_only(),
    "staff:credential-edit": manager_only(args={"pk": CREDENTIAL}),
}

# One's own account: any role, no patient data.
OWN_ACCOUNT = {"account_change_password": 200, "account_reauthenticate": 200}

# Django's admin: the manager and nobody else. Model -> status of its "add" page (403: rows are made elsewhere).
ADMIN_PAGES = {"admin:index": 200, "admin:password_change": 200, "admin:jsi18n": 200}
ADMIN_MODELS = {
    "staff_user": 200,
    "staff_practitioner": 200,
    "staff_credentialtype": 200,
    "diary_site": 200,
    "diary_room": 200,
    "diary_service": 200,
    "diary_workinghours": 200,
    "diary_timeoff": 200,
    "patients_instrumentlicence": 200,
}
# Behind the same gate (AdminSite.has_permission), reached only from the pages above.
ADMIN_REST = {"admin:login", "admin:logout", "admin:password_change_done", "admin:autocomplete", "admin:app_list"} | {
    "admin:auth_user_password_change",
    "admin:view_on_site",
}
ADMIN_OBJECT_PAGES = ("change", "delete", "history")


def patterns(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name or entry.pattern}", entry


ALL = dict(patterns())
NAMES = {name for name in ALL if not name.startswith("admin:")}


@pytest.mark.no_database
def test_every_url_has_a_row():
    assert set(PUBLIC) | set(STAFF) | set(OWN_ACCOUNT) == NAMES


@pytest.mark.no_database
def test_every_admin_url_has_a_row():
    listed = set(ADMIN_PAGES) | ADMIN_REST
    for model in ADMIN_MODELS:
        listed |= {f"admin:{model}_{page}" for page in ("changelist", "add", *ADMIN_OBJECT_PAGES)}
    unnamed = {name for name in ALL if name.startswith("admin:") and ("<path:" in name or "(?P<" in name)}
    assert {name for name in ALL if name.startswith("admin:")} - unnamed - listed == set()


@pytest.mark.no_database
@pytest.mark.parametrize("name", sorted(STAFF))
def test_every_staff_view_names_its_permission(name):
    view = ALL[name].callback
    assert hasattr(view, "permission"), f"{name} does not go through @require"
    assert not getattr(view, "is_public", False)


@pytest.fixture
def house(db):
    """One of everything that a URL may name, treated by the practitioner who knocks."""
    clients = {role: client_for(role) for role in Role}
    treater = clients[Role.PRACTITIONER].user.practitioner
    patient = factories.PatientFactory()
    factories.FactsheetVersionFactory(published=True, sheet__slug=SHEET["slug"])
    factories.ClaimFactory(slug=CLAIM["slug"])
    course = factories.CourseFactory(patient=patient, practitioner=treater)
    sheet_draft = factories.DraftFactory()
    file_name, sha256 = kept_files.keep(b"%PDF-1.7 paper", folder="documents", suffix=".pdf")
    return {
        "clients": clients,
        NOTE: factories.ContactNoteFactory(patient=patient),
        DOCUMENT: factories.DocumentFactory(patient=patient, file_name=file_name, sha256=sha256),
        PAIR: factories.DuplicatePairFactory(),
        PATIENT: patient,
        ERASURE: factories.ErasureFactory(),
        IMPORT: factories.ImportRowFactory().run,
        APPOINTMENT: factories.AppointmentFactory(patient=patient, practitioner=treater),
        DRAFT: factories.SessionFactory(course=course, practitioner=treater),
        CONSENT: patient.consents.get(),
        CREDENTIAL: factories.CredentialFactory(),
        HANDOUT: factories.HandoutFactory(patient=patient),
        SHEET_DRAFT: sheet_draft,
        LIBRARY_SHEET: sheet_draft.sheet,
        VERSION: sheet_draft.sheet.current,
        WITHDRAWAL: factories.WithdrawalFactory(),
        INTAKE: factories.IntakeFactory(patient=patient),
        LINK: factories.IntakeLinkFactory(patient=patient),
        RED_FLAG: factories.RedFlagFactory(patient=patient),
        BATCH: factories.PrintItemFactory(patient=patient, given=True).batch,
    }


def url_of(name, args, house):
    return reverse(name, kwargs={key: house[value].pk if value in house else value for key, value in args.items()})


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_public_pages_open_to_nobody(name, house):
    status, args = PUBLIC[name]
    assert Client().get(url_of(name, args, house)).status_code == status


@pytest.mark.parametrize("name", sorted(STAFF))
def test_staff_pages_send_nobody_to_the_login(name, house):
    row = STAFF[name]
    response = getattr(Client(), row.method)(url_of(name, row.args, house))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
    assert not AccessEntry.objects.exists()


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", sorted(STAFF))
def test_staff_pages_by_role(name, role, house):
    row = STAFF[name]
    expected = {Role.DESK: row.desk, Role.PRACTITIONER: row.practitioner, Role.MANAGER: row.manager}[role]
    response = getattr(house["clients"][role], row.method)(url_of(name, row.args, house))
    assert response.status_code == expected
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("name", sorted(STAFF))
def test_superuser_without_a_role_gets_nothing(name, house):
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("root@clinic.test", "x", name="Root"))
    row = STAFF[name]
    assert getattr(client, row.method)(url_of(name, row.args, house)).status_code == 403
    assert client.get(reverse("admin:index")).status_code == 403


OPENING = sorted(name for name, pattern in ALL.items() if getattr(pattern.callback, "opens", None))


def opener(name, house):
    """Somebody whom the page opens to: the practitioner, or the manager where it is theirs alone."""
    return house["clients"][Role.MANAGER if STAFF[name].practitioner == 403 else Role.PRACTITIONER]


def knocks(row, house):
    """Who is let in: the practitioner, or the manager where only they are."""
    return house["clients"][Role.PRACTITIONER if row.practitioner != 403 else Role.MANAGER]


@pytest.mark.parametrize("name", OPENING)
def test_opening_a_record_writes_exactly_one_entry(name, house):
    row, client = STAFF[name], opener(name, house)
    getattr(client, row.method)(url_of(name, row.args, house))

    entry = AccessEntry.objects.get()
    assert (entry.user_id, entry.patient_id, entry.what) == (client.user.pk, house[PATIENT].pk, name)
    if name == "keeping:export-zip":
        assert entry.kind == "exported"
        return
    assert entry.kind == ("changed" if row.method == "post" else ("printed" if name.endswith("-pdf") else "opened"))


@pytest.mark.parametrize("name", OPENING)
def test_record_that_is_not_there_is_404_and_leaves_no_entry(name, house):
    row, client = STAFF[name], opener(name, house)
    url = reverse(name, kwargs={"pk": 987_654_321})
    assert getattr(client, row.method)(url).status_code == 404
    assert not AccessEntry.objects.exists()


@pytest.mark.parametrize("name", OPENING)
def test_nothing_is_shown_when_the_entry_cannot_be_written(name, house):
    def full_disk(execute, sql, params, many, context):
        if "trail_accessentry" in sql:
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    row, client = STAFF[name], opener(name, house)
    client.raise_request_exception = False
    with connections[router.db_for_write(AccessEntry)].execute_wrapper(full_disk):
        response = getattr(client, row.method)(url_of(name, row.args, house))
    assert response.status_code == 500
    assert house[PATIENT].full_name not in response.content.decode(errors="replace")


@pytest.mark.parametrize("name", OPENING)
def test_restricted_record_asks_for_a_reason_which_stands_in_the_entry(name, house):
    row, client, patient = STAFF[name], opener(name, house), house[PATIENT]
    Patient.objects.filter(pk=patient.pk).update(restricted_at=timezone.now())
    url = url_of(name, row.args, house)
    closed = getattr(client, row.method)(url)
    assert closed.status_code == 403
    assert "This record is restricted" in closed.content.decode()
    assert patient.full_name not in closed.content.decode()
    assert not AccessEntry.objects.exists()

    said = {"patient": patient.pk, "next": url, "reason": "Treating her today"}
    assert client.post(reverse("patients:say-why"), said).url == url
    assert getattr(client, row.method)(url).status_code == (
        row.manager if row.practitioner == 403 else row.practitioner
    )
    assert AccessEntry.objects.get().reason == "Treating her today"


def test_patient_pages_all_open_through_the_door():
    """A URL that names a patient, an appointment, a session, a handout or an intake says whose record it opens."""
    about_patients = {
        name
        for name, row in STAFF.items()
        if set(row.args.values()) & {PATIENT, APPOINTMENT, CONSENT, DRAFT, HANDOUT, INTAKE, RED_FLAG, NOTE, DOCUMENT}
    }
    assert about_patients == set(OPENING)


@pytest.mark.parametrize("name", sorted(OWN_ACCOUNT))
def test_own_account_pages(name, house):
    url = reverse(name)
    assert Client().get(url).status_code == 302
    for client in house["clients"].values():
        assert client.get(url).status_code == OWN_ACCOUNT[name]


@pytest.mark.parametrize(
    "name", [*ADMIN_PAGES, *(f"admin:{m}_{p}" for m in ADMIN_MODELS for p in ("changelist", "add"))]
)
def test_admin_pages_open_to_the_manager_only(name, house):
    url = reverse(name)
    expected = ADMIN_PAGES.get(name, 200)
    if name.endswith("_add"):
        expected = ADMIN_MODELS[name.removeprefix("admin:").removesuffix("_add")]
    assert Client().get(url).status_code == 302
    for role, client in house["clients"].items():
        assert client.get(url).status_code == (expected if role == Role.MANAGER else 403)
