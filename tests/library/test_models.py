"""What the database itself refuses, whichever way it comes."""

import pytest
from django.db import IntegrityError, connection, models, transaction

from library.models import Claim, Condition, Factsheet, FactsheetVersion, Handout, Statement
from tests.factories import (
    ClaimFactory,
    ConditionFactory,
    FactsheetFactory,
    FactsheetVersionFactory,
    HandoutFactory,
    PatientFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db


def refused(name, change):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        change()
    assert name in str(caught.value)


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    ("factory", "values", "constraint"),
    [
        (SourceFactory, {"title": ""}, "source_has_a_title"),
        (ClaimFactory, {"statement": ""}, "claim_says_something"),
        (ClaimFactory, {"verdict": "true"}, "claim_verdict_is_known"),
        (ClaimFactory, {"cited_as": ""}, "claim_cited_and_listed_has_a_citation"),
        (ConditionFactory, {"name": ""}, "condition_has_a_name"),
        (FactsheetFactory, {"language": "fr"}, "factsheet_language_is_known"),
        (FactsheetFactory, {"kind": "condition"}, "factsheet_on_a_condition_names_it"),
        (FactsheetVersionFactory, {"number": 0}, "version_numbers_start_at_one"),
        (FactsheetVersionFactory, {"status": "secret"}, "version_status_is_known"),
        (FactsheetVersionFactory, {"status": "published"}, "published_version_has_its_dates"),
        (FactsheetVersionFactory, {"reviewer": "A. Nother"}, "reviewer_and_review_day_come_together"),
        (HandoutFactory, {"paper": "a5"}, "handout_paper_is_known"),
        (HandoutFactory, {"print_size": "tiny"}, "handout_print_size_is_known"),
        (HandoutFactory, {"how": "sung"}, "handout_how_is_known"),
        (HandoutFactory, {"language": "fr"}, "handout_language_is_known"),
        (HandoutFactory, {"given_to": ""}, "handout_names_both_people"),
    ],
)
def test_check_constraints(factory, values, constraint):
    refused(constraint, lambda: factory(**values))


def test_condition_is_not_its_own_parent():
    condition = ConditionFactory()

    refused(
        "condition_is_not_its_own_parent",
        lambda: Condition.objects.filter(pk=condition.pk).update(parent=condition),
    )


def test_names_that_stand_once():
    sheet = FactsheetFactory(slug="knee")
    FactsheetVersionFactory(sheet=sheet, number=1)

    for again in (
        lambda: FactsheetFactory(slug="knee"),
        lambda: FactsheetVersionFactory(sheet=sheet, number=1),
        lambda: ClaimFactory(slug=ClaimFactory().slug),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            again()
    FactsheetFactory(slug="knee", language="es")


def test_a_published_version_never_changes():
    version = FactsheetVersionFactory(published=True)
    every = FactsheetVersion.objects.filter(pk=version.pk)
    name = "published_version_is_final"

    refused(name, lambda: every.update(body="Other"))
    refused(name, lambda: every.update(status="draft"))
    refused(name, lambda: run("UPDATE library_factsheetversion SET title = 'x' WHERE id = %s", version.pk))
    refused(name, lambda: run("DELETE FROM library_factsheetversion WHERE id = %s", version.pk))
    assert every.get().body == version.body


def test_a_draft_changes_freely():
    draft = FactsheetVersionFactory()
    statement = Statement.objects.create(version=draft, claim=ClaimFactory(), order=1, section="In short")

    statement.order = 2
    statement.save()
    statement.delete()
    draft.delete()


def test_the_statements_of_a_published_version_never_change():
    draft, claim = FactsheetVersionFactory(), ClaimFactory()
    statement = Statement.objects.create(version=draft, claim=claim, order=1, section="In short")
    loose = Statement.objects.create(version=FactsheetVersionFactory(), claim=claim, order=1, section="In short")
    draft.status, draft.published_on, draft.review_by = "published", "2026-01-05", "2027-01-05"
    draft.save()

    kept, moving = Statement.objects.filter(pk=statement.pk), Statement.objects.filter(pk=loose.pk)
    refused("published", lambda: kept.update(order=9))
    refused("published_statement_is_final", kept.delete)
    refused("no_statement_joins_a_published_version", lambda: moving.update(version=draft, order=2))
    refused(
        "no_statement_joins_a_published_version",
        lambda: Statement.objects.create(version=draft, claim=claim, order=3, section="In short"),
    )


def test_a_handout_never_changes():
    handout = HandoutFactory()
    every = Handout.objects.filter(pk=handout.pk)

    refused("handout_is_final", lambda: every.update(given_to="Somebody else"))
    refused("handout_is_final", lambda: run("DELETE FROM library_handout WHERE id = %s", handout.pk))


def test_only_published_versions_are_given():
    refused("handout_is_of_a_published_version", lambda: HandoutFactory(version=FactsheetVersionFactory()))


def test_what_is_used_is_not_deleted():
    handout = HandoutFactory()
    used = ClaimFactory()
    Statement.objects.create(version=FactsheetVersionFactory(), claim=used, order=1, section="In short")

    for row in (handout.patient, handout.by, used, used.source):
        with pytest.raises(models.ProtectedError):
            row.delete()


def test_rows_that_name_a_patient_show_only_a_number():
    handout = HandoutFactory(patient=PatientFactory(full_name="Canary Person"))

    assert str(handout) == f"Handout {handout.pk}"


def test_every_verdict_is_in_the_constraint():
    for number, verdict in enumerate(Claim.Verdict.values):
        ClaimFactory(slug=f"verdict-{number}", verdict=verdict)
    for language in Factsheet.Language.values:
        FactsheetFactory(slug="one", language=language)
