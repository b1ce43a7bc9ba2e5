"""Search finds people by any part of what identifies them, in one order on both databases."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, models, transaction

from clinic.access import Role
from patients import queries
from patients.folding import search_text_for
from patients.models import Patient
from patients.search_index import ensure_sqlite_index
from tests.factories import PatientFactory, UserFactory

pytestmark = pytest.mark.django_db
sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite keeps its index by triggers")


@pytest.fixture
def desk_user():
    return UserFactory(role=Role.DESK)


@pytest.fixture
def names_found(desk_user):
    return lambda text, **options: [
        patient.full_name for patient in queries.search(user=desk_user, text=text, **options).patients
    ]


@pytest.fixture
def sofia():
    PatientFactory.create_batch(5)
    return PatientFactory(
        full_name="Sofía O'Brien-Łukasz",
        preferred_name="Zosia",
        phone="+44 (0)1632 960 210",
        email="sofia.lukasz@mail.example",
        date_of_birth=date(1984, 3, 27),
    )


@pytest.mark.parametrize(
    "text",
    [
        "sofia", "SOFÍA", "ofi", "so", "s", "zosia", "osi", "O'Brien", "o’brien", "obrien", "brien", "lukasz", "Łuk",
        "o'brien lukasz", "brien-lukasz", "lukasz sofia", "sofia zosia", "Lukasz, Sofia", "  sofia   LUKASZ ",
        "01632960210", "01632 960 210", "01632 960210", "+44 1632 960210", "0044 1632 960210", "441632", "960 210",
        "0210",
        "(01632) 960-210", "+44 (0)1632 960210",
        "sofia.lukasz@mail.example", "fia.luk", "@mail", "SOFIA.LUKASZ@MAIL", "mail.example",
        "27/3/1984", "27/03/1984", "27.3.1984", "27-03-1984", "27 3 1984", "27 03 1984", "1984-03-27", "1984/3/27",
        "27 Mar 1984", "27 march 1984", "27th of March, 1984", "March 27, 1984", "mar 27 1984", "27mar1984", "27/3/84",
        "3/27/1984", "1984", "mar 1984", "March 1984", "3/1984", "03/1984", "1984-03", "27/3", "27 mar", "march 27",
        "27031984", "19840327",
        "sofia 1984", "sofia 27/3/1984", "27 mar 1984 lukasz", "lukasz 0210", "sofia mail.example 01632 960",
    ],
)  # fmt: skip
def test_any_part_finds_the_person(sofia, names_found, text):
    assert names_found(text) == [sofia.full_name]


@pytest.mark.parametrize(
    "text",
    [
        "sofia smith", "sofia 1985", "28/3/1984", "0163 2961", "qqqq", "1632960211", "sofia@mail", "31/2/1984", "@ @",
        "", "   ", "-", "%", "_", "\0", "'", '"', '""', "*", "OR", "NOT", "search_text:sofia", "\\", "(", "^x",
        "\ud800", "\u200b", "🌸",
    ],
)  # fmt: skip
def test_what_does_not_match_finds_nobody_and_breaks_nothing(sofia, names_found, text):
    assert names_found(text) == []


@pytest.mark.parametrize("text", ["王小明", "王", "小明", "明", "王小", "小"])
def test_chinese_names_are_found_by_any_character(names_found, text):
    PatientFactory(full_name="李芳")
    PatientFactory(full_name="王小明")

    assert names_found(text) == ["王小明"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("مُحَمَّد علي", "محمد"),
        ("Þórður Æsir", "thordur aesir"),
        ("Groß", "gross"),
        ("Nguyễn Thị Ánh", "nguyen anh"),
        ("José", "jose\u0301"),
        ("Ştefan", "stefan"),
        ("김민수", "민수"),
        ('Rosa <b>Parks</b> & "Co"', "<b>parks</b>"),
        ("Rosa 🌸", "🌸"),
        ("J.R. Ewing", "jr ewing"),
        ("Ng", "ng"),
        ("Anne-Marie", "annemarie"),
        ("Anne-Marie", "anne marie"),
        ("Anne Marie", "anne-marie"),
        ("A" * 300, "a" * 300),
    ],
)
def test_spelling_differences_do_not_hide_anybody(names_found, name, text):
    PatientFactory(full_name=name)

    assert names_found(text) == [name]


@pytest.mark.parametrize(
    ("kept", "text"),
    [
        ("01632 960210", "+441632960210"),
        ("07700 900123 / 01632 960210 (work)", "01632 960 210"),
        ("0044 1632 960210", "01632 960 2"),
        ("415-555-0100", "+1 (415) 555-0100"),
        ("+1 415 555 0100", "4155550100"),
        ("+33 1 23 45 67 89", "01 23 45 67 89"),
    ],
)
def test_a_number_is_found_however_it_is_dialled(names_found, kept, text):
    PatientFactory(full_name="Right", phone=kept)
    PatientFactory(full_name="Wrong", phone="01632 960999")

    assert names_found(text) == ["Right"]


def test_a_date_may_be_meant_day_first_or_month_first(names_found):
    PatientFactory(full_name="April", date_of_birth=date(1984, 4, 3))
    PatientFactory(full_name="March", date_of_birth=date(1984, 3, 4))

    assert names_found("3/4/1984") == ["March", "April"]
    assert names_found("3 april 1984") == ["April"]


def test_may_is_a_month_and_a_name(names_found):
    PatientFactory(full_name="May Lee", date_of_birth=date(1990, 1, 1))
    PatientFactory(full_name="Lee Strand", date_of_birth=date(1990, 5, 2))

    assert names_found("may 1990") == ["Lee Strand", "May Lee"]
    assert names_found("may lee") == ["May Lee"]


def test_names_that_begin_so_come_first_by_name_then_the_others_newest_first(names_found):
    for name in ["Zoe Smith", "Smith Zoe", "Ann Smith", "smith anna", "Smíth", "Goldsmith Al"]:
        PatientFactory(full_name=name)

    assert names_found("smith") == ["Smíth", "smith anna", "Smith Zoe", "Goldsmith Al", "Ann Smith", "Zoe Smith"]


def test_the_list_is_limited_and_says_so(desk_user):
    for count in range(4):
        PatientFactory(full_name=f"Smith {count}")
        PatientFactory(full_name=f"Ann Smith {count}")

    assert [p.full_name for p in queries.search(user=desk_user, text="smith", limit=6).patients] == [
        "Smith 0", "Smith 1", "Smith 2", "Smith 3", "Ann Smith 3", "Ann Smith 2",
    ]  # fmt: skip
    assert queries.search(user=desk_user, text="smith", limit=6).more
    assert queries.search(user=desk_user, text="smith", limit=4).more
    assert not queries.search(user=desk_user, text="smith", limit=8).more


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("John Smith", "jhon smiht"),
        ("John Smith", "jon smyth"),
        ("Margaret Petersen", "pettersen"),
        ("Margaret Petersen", "petesren margaret"),
        ("Margaret Petersen", "peteresn"),
        ("Katherine Doyle", "catherine doyle"),
        ("Aleksandra Nowak", "alexsandra"),
        ("Margaret Petersen", "magraret 1984"),
        ("Friedrich Schmidt", "shcm frie"),
    ],
)
def test_a_slip_of_the_finger_still_finds_the_person(desk_user, name, text):
    PatientFactory.create_batch(5)
    right = PatientFactory(full_name=name, date_of_birth=date(1984, 3, 27))

    found = queries.search(user=desk_user, text=text)

    assert found.patients == [right]
    assert found.is_guess


def test_guesses_are_made_only_when_nothing_matched(desk_user):
    PatientFactory(full_name="John Smith")
    exact = PatientFactory(full_name="Jon Smyth")

    found = queries.search(user=desk_user, text="jon smyth")

    assert found.patients == [exact]
    assert not found.is_guess


def test_closest_guess_first(names_found):
    for name in ["Petra Smythe", "Peter Smith", "Pete Smits"]:
        PatientFactory(full_name=name)

    assert names_found("petre smith")[0] == "Peter Smith"


def test_nobody_is_found_by_a_person_without_the_right(sofia):
    assert queries.search(user=UserFactory(), text="sofia").patients == []
    assert queries.likely_duplicates(user=UserFactory(), full_name=sofia.full_name, phone=sofia.phone) == []


def test_a_search_costs_few_queries(desk_user, django_assert_max_num_queries):
    PatientFactory.create_batch(40, full_name="Ann Smith")
    with django_assert_max_num_queries(3):  # roles, names that begin so, pieces
        assert len(queries.search(user=desk_user, text="smith").patients) == 20


def test_the_index_follows_changes_and_removals(sofia, names_found):
    sofia.full_name = "Maria Garcia"
    sofia.save()
    assert names_found("obrien") == []
    assert names_found("garcia") == ["Maria Garcia"]

    sofia.email = "new@mail.example"
    sofia.save(update_fields=["email"])
    assert names_found("new@mail") == ["Maria Garcia"]
    assert names_found("lukasz@mail") == []

    sofia.delete()
    assert names_found("garcia") == []


def test_the_index_follows_rows_made_in_bulk_and_by_hand(names_found):
    Patient.objects.bulk_create([Patient(full_name="Bulk One"), Patient(full_name="Bulk Two")])
    assert names_found("bulk") == ["Bulk One", "Bulk Two"]

    text = search_text_for(full_name="By Hand")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE patients_patient SET full_name = 'By Hand', search_name = 'by hand', search_text = %s "
            "WHERE full_name = 'Bulk One'",
            [text],
        )
    assert names_found("hand") == ["By Hand"]
    assert names_found("one") == []


def test_a_change_that_would_hide_somebody_is_refused(sofia):
    with pytest.raises(ValueError, match="search_text"):
        Patient.objects.filter(pk=sofia.pk).update(full_name="Someone Else")
    with pytest.raises(IntegrityError, match="patient_can_be_found"), transaction.atomic():
        Patient.objects.filter(pk=sofia.pk).update(search_text="")


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_the_index_outlives_a_rebuild_of_the_table(desk_user):
    """SQLite changes a column by copying the table, and drops its triggers with the old one."""
    old = PatientFactory(full_name="Old Row")
    longer = models.CharField(max_length=120, blank=True)
    longer.set_attributes_from_name("language")
    longer.model = Patient
    with connection.schema_editor() as editor:
        editor._remake_table(Patient, alter_fields=[(Patient._meta.get_field("language"), longer)])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'patients_search_%%'", []
        )
        assert cursor.fetchone() == (0,), "the rebuild did not drop the triggers: this test shows nothing"
    PatientFactory(full_name="Unseen Row")

    assert ensure_sqlite_index(connection)

    PatientFactory(full_name="New Row")
    Patient.objects.filter(pk=old.pk).delete()
    found = queries.search(user=desk_user, text="row")
    assert [patient.full_name for patient in found.patients] == ["New Row", "Unseen Row"]
    assert not ensure_sqlite_index(connection)


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_the_index_is_whole_after_the_database_was_emptied(desk_user):
    PatientFactory(full_name="Next Test")
    assert [patient.full_name for patient in queries.search(user=desk_user, text="next").patients] == ["Next Test"]
    assert queries.search(user=desk_user, text="unseen").patients == []
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO patients_search (patients_search, rank) VALUES ('integrity-check', 1)")


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_postgresql_sorts_names_by_code_point():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT collation_name FROM information_schema.columns "
            "WHERE table_name = 'patients_patient' AND column_name = 'search_name'"
        )
        assert cursor.fetchone() == ("C",)
