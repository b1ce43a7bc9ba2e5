"""What the database itself holds to: draft, reviewed by a second person, published, withdrawn."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from library.models import Factsheet, FactsheetVersion, RecallContact, Saving, Withdrawal
from tests.factories import (
    DraftFactory,
    FactsheetVersionFactory,
    HandoutFactory,
    PatientFactory,
    SignpostFactory,
    UserFactory,
    WithdrawalFactory,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 2)


def refused(name, change):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        change()
    assert name in str(caught.value)


def change(version, **values):
    return lambda: FactsheetVersion.objects.filter(pk=version.pk).update(**values)


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def draft(db):
    return DraftFactory()


def reviewed(draft, by=None):
    change(draft, status="reviewed", reviewed_by=by or UserFactory(), reviewer="Sam Lee", reviewed_on=DAY)()
    return draft


PUBLISHED = {"status": "published", "published_on": DAY, "review_by": date(2027, 2, 2)}


def test_a_draft_goes_by_review_to_published(draft):
    reviewed(draft)
    change(draft, **PUBLISHED, published_by=UserFactory())()
    draft.refresh_from_db()
    assert draft.status == "published"


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"origin": "post"}, "version_origin_is_known"),
        ({"revision": 0}, "version_revision_from_1"),
        ({"review_months": 0}, "version_review_is_within_five_years"),
        ({"review_months": 61}, "version_review_is_within_five_years"),
        ({"status": "reviewed"}, "version_written_here_names_its_people"),
        ({"written_by": None}, "version_written_here_names_its_people"),
    ],
)
def test_check_constraints(draft, values, constraint):
    refused(constraint, change(draft, **values))


def test_the_author_does_not_review(draft):
    refused("reviewer_is_not_the_author", lambda: reviewed(draft, by=draft.written_by))


def test_whoever_saved_the_draft_does_not_review_it(draft):
    helper = UserFactory()
    Saving.objects.create(version=draft, revision=2, by=helper)

    refused("reviewer_did_not_write_it", lambda: reviewed(draft, by=helper))
    reviewed(draft)


def test_nothing_is_published_without_review(draft):
    people = {"reviewed_by": UserFactory(), "reviewer": "X", "reviewed_on": DAY, "published_by": UserFactory()}

    refused("version_written_here_is_reviewed_first", change(draft, **PUBLISHED, **people))
    refused("version_written_here_is_reviewed_first", change(draft, **PUBLISHED, **people, origin="files"))
    change(draft, origin="files")()
    refused("version_written_here_is_reviewed_first", change(draft, **PUBLISHED, **people, origin="browser"))
    for status in ("reviewed", "published"):
        values = {"status": status, "published_on": DAY, "review_by": date(2027, 2, 2), **people}
        refused("version_written_here_starts_as_a_draft", lambda values=values: DraftFactory(**values))


def test_reviewed_words_do_not_change(draft):
    reviewed(draft)
    for name in ("title", "summary", "body"):
        refused("reviewed_words_do_not_change", change(draft, **{name: "Other"}))
    change(draft, body="Other", status="draft", reviewed_by=None, reviewer="", reviewed_on=None)()


def test_one_open_draft_per_sheet(draft):
    again = {"sheet": draft.sheet, "number": 3, "origin": "browser", "written_by": draft.written_by}
    again |= {"title": "T", "summary": "S", "body": "B"}

    with pytest.raises(IntegrityError), transaction.atomic():
        FactsheetVersion.objects.create(**again)
    reviewed(draft)
    with pytest.raises(IntegrityError), transaction.atomic():
        FactsheetVersion.objects.create(**again)


def test_savings_stay_as_they_are(draft):
    saving = Saving.objects.create(version=draft, revision=2, by=UserFactory())
    every = Saving.objects.filter(pk=saving.pk)

    refused("saving_is_final", lambda: every.update(by=UserFactory()))
    with pytest.raises(IntegrityError), transaction.atomic():
        Saving.objects.create(version=draft, revision=2, by=UserFactory())
    reviewed(draft)
    refused("saving_stays_with_its_version", every.delete)
    refused("only_drafts_are_saved", lambda: Saving.objects.create(version=draft, revision=3, by=UserFactory()))


def test_only_what_was_published_and_taken_off_is_withdrawn(draft):
    shown = draft.sheet.current

    refused("only_published_versions_are_withdrawn", lambda: WithdrawalFactory(version=draft))
    refused("withdrawn_version_is_taken_off_first", lambda: WithdrawalFactory(version=shown))


def test_a_withdrawn_version_is_neither_shown_nor_given():
    withdrawal = WithdrawalFactory()
    version = withdrawal.version
    sheets = Factsheet.objects.filter(pk=version.sheet_id)

    refused("withdrawn_version_is_not_shown", lambda: sheets.update(current=version))
    refused("withdrawn_version_is_not_given", lambda: HandoutFactory(version=version))
    refused("withdrawal_gives_a_reason", lambda: WithdrawalFactory(reason=""))
    with pytest.raises(IntegrityError), transaction.atomic():
        WithdrawalFactory(version=version)


def test_withdrawals_and_contacts_never_change():
    withdrawal = WithdrawalFactory()
    row = {"withdrawal": withdrawal, "patient": PatientFactory(), "is_contacted": True, "by": UserFactory()}
    contact = RecallContact.objects.create(**row, turn=1)

    refused("withdrawal_is_final", lambda: Withdrawal.objects.update(reason="Other"))
    refused("withdrawal_is_final", lambda: run("DELETE FROM library_withdrawal WHERE id = %s", withdrawal.pk))
    refused("recall_contact_is_final", lambda: RecallContact.objects.update(is_contacted=False))
    refused("recall_contact_is_final", contact.delete)
    refused("recall_contact_turn_from_1", lambda: RecallContact.objects.create(**row, turn=0))
    with pytest.raises(IntegrityError), transaction.atomic():
        RecallContact.objects.create(**row, turn=1)


def test_a_kept_file_has_its_digest_and_one_row():
    HandoutFactory(file_name="handouts/ab/x.pdf", file_sha256="0" * 64)

    refused("handout_file_and_its_digest_come_together", lambda: HandoutFactory(file_name="handouts/ab/y.pdf"))
    refused("handout_file_and_its_digest_come_together", lambda: HandoutFactory(file_sha256="0" * 64))
    with pytest.raises(IntegrityError), transaction.atomic():
        HandoutFactory(file_name="handouts/ab/x.pdf", file_sha256="1" * 64)


def test_kinds_of_signposts_are_known():
    refused("signpost_kind_is_known", lambda: SignpostFactory(kind="rumour"))


def test_rows_about_patients_show_only_numbers():
    contact = RecallContact(pk=7, patient=PatientFactory(full_name="Canary Person"))

    assert str(contact) == "Recall contact 7"


def test_the_versions_of_files_are_published_at_once():
    assert FactsheetVersionFactory(published=True).origin == "files"
