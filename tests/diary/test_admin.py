"""The lists behind the diary: the manager's alone."""

import pytest

from clinic.diary.models import Site, WorkingHours
from tests.factories import PractitionerFactory, SiteFactory, WorkingHoursFactory

LISTS = ["site", "room", "service", "workinghours", "timeoff"]


@pytest.mark.parametrize("name", LISTS)
def test_manager_opens_the_lists_and_others_do_not(manager, desk, practitioner, name):
    for page in ("", "add/"):
        assert manager.get(f"/admin/diary/{name}/{page}").status_code == 200
        assert desk.get(f"/admin/diary/{name}/{page}").status_code == 403
        assert practitioner.get(f"/admin/diary/{name}/{page}").status_code == 403


def test_appointments_are_not_changed_in_the_admin(manager):
    assert manager.get("/admin/diary/appointment/").status_code == 404


def test_manager_adds_a_site(manager):
    fields = {"name": "Mill Lane", "time_zone": "Europe/London", "is_active": "on"}

    wrong = manager.post("/admin/diary/site/add/", fields | {"time_zone": "Europe/Atlantis"})
    assert "There is no time zone called Europe/Atlantis" in wrong.content.decode()
    manager.post("/admin/diary/site/add/", fields)

    assert Site.objects.get().name == "Mill Lane"


def test_working_hours_that_overlap_are_refused_and_may_be_deleted(manager):
    hours = WorkingHoursFactory(practitioner=PractitionerFactory(), site=SiteFactory())
    fields = {
        "practitioner": hours.practitioner_id,
        "site": hours.site_id,
        "weekday": "0",
        "from_time": "12:00",
        "until_time": "18:00",
    }

    response = manager.post("/admin/diary/workinghours/add/", fields)
    assert "These hours overlap Monday 09:00 to 17:00" in response.content.decode()
    assert WorkingHours.objects.count() == 1

    manager.post(f"/admin/diary/workinghours/{hours.pk}/delete/", {"post": "yes"})
    assert WorkingHours.objects.count() == 0
