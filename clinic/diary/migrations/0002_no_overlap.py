from django.db import migrations

from clinic.diary.overlap import NoOverlap
from clinic.trail.frozen import Frozen


class Migration(migrations.Migration):
    dependencies = [("diary", "0001_initial")]

    operations = [
        NoOverlap(column="practitioner_id", name="appointment_no_overlap_practitioner"),
        NoOverlap(column="room_id", name="appointment_no_overlap_room"),
        Frozen(table="diary_appointmentevent", name="appointment_event_is_final"),
    ]
