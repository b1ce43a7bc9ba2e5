"""The rules that never break, tried around the forms: by the ORM and by plain SQL."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from tests.factories import (
    CourseFactory,
    MeasureFactory,
    PatientFactory,
    PointFactory,
    PointUseFactory,
    SessionFactory,
    UserFactory,
)
from treatments.models import Course, Measure, Point, PointAlias, PointUse, Session

pytestmark = pytest.mark.django_db


def refused(name, do):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        do()


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


@pytest.fixture
def signed():
    """A signed session with one point and one score."""
    session = SessionFactory()
    PointUseFactory(session=session)
    MeasureFactory(session=session)
    Session.objects.filter(pk=session.pk).update(
        status="signed",
        signed_at=session.started_at + timedelta(hours=1),
        signed_by=session.practitioner.user,
        signed_credentials=[],
        needles_in=2,
        needles_out=2,
    )
    session.refresh_from_db()
    return session


# --- a signed session is final ---


def test_signed_session_does_not_change_by_the_orm(signed):
    signed.notes = "other"
    refused("session_signed_is_final", signed.save)
    refused("session_signed_is_final", lambda: Session.objects.filter(pk=signed.pk).update(status="draft"))
    refused("session_signed_is_final", lambda: Session.objects.bulk_update([signed], ["notes"]))


def test_signed_session_does_not_change_by_sql(signed):
    refused(
        "session_signed_is_final", lambda: sql("UPDATE treatments_session SET notes = 'x' WHERE id = %s", signed.pk)
    )


def test_signed_session_does_not_vanish(signed):
    with pytest.raises(ProtectedError):
        signed.delete()
    with pytest.raises(ProtectedError):
        signed.course.delete()
    with pytest.raises(ProtectedError):
        signed.course.patient.delete()
    bare = SessionFactory(signed=True)
    refused("session_signed_is_final", bare.delete)
    refused("session_signed_is_final", lambda: sql("DELETE FROM treatments_session WHERE id = %s", bare.pk))


@pytest.mark.parametrize(
    ("model", "name", "column"), [(PointUse, "point_use", '"order" = 9'), (Measure, "measure", "value_mm = 1")]
)
def test_what_belongs_to_a_signed_session_neither_changes_nor_vanishes(signed, model, name, column):
    row = model.objects.get(session=signed)
    table = model._meta.db_table
    stays = f"{name}_stays_in_its_session"
    refused(stays, row.save)
    refused(stays, lambda: sql(f"UPDATE {table} SET {column} WHERE id = %s", row.pk))
    refused(stays, lambda: model.objects.filter(pk=row.pk).update(session=SessionFactory(course=signed.course)))
    refused(f"{name}_is_final", row.delete)
    refused(f"{name}_is_final", lambda: model.objects.filter(session=signed).delete())
    refused(f"{name}_is_final", lambda: sql(f"DELETE FROM {table} WHERE id = %s", row.pk))


def test_nothing_is_added_to_a_signed_session(signed):
    refused("point_use_not_after_signing", lambda: PointUseFactory(session=signed))
    refused("measure_not_after_signing", lambda: MeasureFactory(session=signed, moment="after"))
    use = PointUse.objects.get(session=signed)
    refused(
        "point_use_not_after_signing",
        lambda: sql(
            'INSERT INTO treatments_pointuse (session_id, point_id, side, angle, "order") VALUES (%s, %s, %s, %s, %s)',
            *(signed.pk, use.point_id, "left", "", 2),
        ),
    )


def test_nothing_moves_into_a_signed_session(signed):
    use = PointUseFactory(session=SessionFactory())
    refused("point_use_stays_in_its_session", lambda: PointUse.objects.filter(pk=use.pk).update(session=signed))


def test_draft_changes_and_its_parts_go():
    session = SessionFactory()
    use, measure = PointUseFactory(session=session), MeasureFactory(session=session)
    session.notes = "more"
    session.save()
    use.delete()
    measure.delete()
    session.delete()


def test_session_stays_with_its_patient(signed):
    draft = SessionFactory()
    refused(
        "session_stays_with_its_patient", lambda: Session.objects.filter(pk=draft.pk).update(course=CourseFactory())
    )
    same = CourseFactory(patient=draft.course.patient)
    assert Session.objects.filter(pk=draft.pk).update(course=same) == 1

    other = PatientFactory()
    refused(
        "course_signed_stays_with_its_patient",
        lambda: Course.objects.filter(pk=signed.course_id).update(patient=other),
    )


def test_measure_is_of_its_sessions_course():
    session = SessionFactory()
    refused("measure_is_of_its_sessions_course", lambda: MeasureFactory(session=session, course=CourseFactory()))


# --- constraints ---


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("session_(status_is_known|signed)", {"status": "lost"}),
        ("session_no_more_needles_out_than_in", {"needles_in": 4, "needles_out": 5}),
        ("session_no_more_needles_out_than_in", {"needles_in": None, "needles_out": 5}),
        ("session_needles_0_to_200", {"needles_in": 201, "needles_out": 0}),
        ("session_retention_0_to_180_minutes", {"retention_minutes": 181}),
        ("session_ends_after_it_starts", {"ended_at": datetime(2020, 1, 1, tzinfo=UTC)}),
        ("session_version_from_1", {"version": 0}),
    ],
)
def test_session_constraints(name, fields):
    refused(name, lambda: SessionFactory(**fields))


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("session_signed_says_who_when_and_credentials", {"signed_at": None}),
        ("session_signed_says_who_when_and_credentials", {"signed_by": None}),
        ("session_signed_says_who_when_and_credentials", {"signed_credentials": None}),
        ("session_signed_accounts_for_its_needles", {"needles_in": None, "needles_out": None}),
        ("session_signed_accounts_for_its_needles", {"needles_out": None, "needles_note": "lost count"}),
        ("session_signed_accounts_for_its_needles", {"needles_in": 8, "needles_out": 7}),
        ("session_not_signed_before_it_starts", {"signed_at": datetime(2020, 1, 1, tzinfo=UTC)}),
    ],
)
def test_signed_session_constraints(name, fields):
    refused(name, lambda: SessionFactory(signed=True, **fields))


def test_draft_carries_no_signature():
    who = UserFactory()
    refused("session_signed_says_who", lambda: SessionFactory(signed_at=timezone.now(), signed_by=who))


def test_counts_may_differ_with_an_explanation():
    SessionFactory(signed=True, needles_in=8, needles_out=7, needles_note="One stud left in for three days.")


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("point_use_depth_1_to_100_mm", {"depth_mm": 0}),
        ("point_use_depth_1_to_100_mm", {"depth_mm": 300}),
        ("point_use_side_is_known", {"side": "top"}),
        ("point_use_angle_is_known", {"angle": "bent"}),
    ],
)
def test_point_use_constraints(name, fields):
    refused(name, lambda: PointUseFactory(**fields))


def test_point_and_side_once_per_session():
    use = PointUseFactory(side="left")
    PointUseFactory(session=use.session, point=use.point, side="right")
    refused("(?i)unique", lambda: PointUseFactory(session=use.session, point=use.point, side="left"))


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("measure_vas_0_to_100_mm", {"value_mm": 101}),
        ("measure_kind_is_known", {"kind": "guess"}),
        ("measure_moment_is_known", {"moment": "never"}),
    ],
)
def test_measure_constraints(name, fields):
    refused(name, lambda: MeasureFactory(**fields))


def test_one_score_per_moment():
    measure = MeasureFactory()
    refused("(?i)unique", lambda: MeasureFactory(session=measure.session))


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("course_names_the_complaint", {"complaint": ""}),
        ("course_plans_1_to_60_sessions", {"planned_sessions": 0}),
        ("course_plans_1_to_60_sessions", {"planned_sessions": 61}),
        ("course_status_is_known", {"status": "paused"}),
    ],
)
def test_course_constraints(name, fields):
    refused(name, lambda: CourseFactory(**fields))


def test_point_constraints():
    point = PointFactory(code="XX900")
    refused("(?i)unique", lambda: PointFactory(code="XX900"))
    refused("point_has_code_and_names", lambda: PointFactory(code=""))
    PointAlias.objects.create(point=point, key="xx900", kind="code")
    refused("(?i)unique", lambda: PointAlias.objects.create(point=PointFactory(), key="xx900", kind="hanzi"))
    refused("point_key_kind_is_known", lambda: PointAlias.objects.create(point=point, key="a", kind="b"))
    with pytest.raises(ProtectedError):
        PointUseFactory(point=point).point.delete()
    assert Point.objects.filter(pk=point.pk).exists()


def test_names_of_rows_hold_no_patient_data():
    session = SessionFactory(course__complaint="secret")
    rows = [session, session.course, PointUseFactory(session=session), MeasureFactory(session=session)]
    assert [str(row) for row in rows] == [
        f"Session {session.pk}",
        f"Course {session.course_id}",
        f"Point use {rows[2].pk}",
        f"Measure {rows[3].pk}",
    ]
