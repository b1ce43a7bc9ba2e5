"""Who works at the demo clinic: accounts, practitioners with their credentials, one site, its rooms and hours."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.contrib.auth.models import Group

from clinic.access import Role
from clinic.diary.models import Room, Site, WorkingHours
from clinic.staff.models import Credential, CredentialType, Practitioner, User

from .agenda import FULL_DAYS, FULL_DAYS_AND_WEEKEND_MORNINGS, THREE_DAYS, TWO_DAYS_AND_SATURDAY, Agenda, Week

ZONE = "Europe/London"


@dataclass
class Chair:
    """A practitioner in the demo: the room they use and the hours still free."""

    practitioner: Practitioner
    room: Room
    agenda: Agenda


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    letters: str
    colour: str
    languages: str
    biography: str
    week: Week
    room: int


PEOPLE = (
    Person(
        "practitioner@demo.test",
        "Mei Chen",
        "BSc, MBAcC",
        "jade",
        "English, Mandarin Chinese",
        "Mei trained in London and Chengdu and looks after people with long-lasting pain.",
        FULL_DAYS_AND_WEEKEND_MORNINGS,
        0,
    ),
    Person(
        "practitioner2@demo.test",
        "Daniel Osei",
        "L.Ac., Dipl.Ac. (NCCAOM), MBAcC",
        "indigo",
        "English, French",
        "Daniel practised in New York for nine years and treats headaches and sports injuries.",
        THREE_DAYS,
        1,
    ),
    Person(
        "practitioner3@demo.test",
        "Rosa Lindqvist",
        "BA, MBAcC",
        "plum",
        "English, Spanish, Swedish",
        "Rosa works with people during and after hospital treatment, and with sleep.",
        TWO_DAYS_AND_SATURDAY,
        1,
    ),
)
# Licences for the demo. Bodies and their former names as the design's fact list gives them.
KINDS = {
    "bacc": ("BAcC membership", "British Acupuncture Council", "", "GB", "https://acupuncture.org.uk/", True),
    "council": ("Local-authority registration", "Dorset Council", "", "GB", "", True),
    "insurance": ("Professional indemnity insurance", "Example Mutual", "", "", "", False),
    "ny": (
        "State acupuncture licence, New York",
        "New York State Education Department",
        "",
        "US-NY",
        "https://www.op.nysed.gov/",
        True,
    ),
    "ncbahm": ("Board certification in acupuncture", "NCBAHM", "NCCAOM", "US", "https://www.nccaom.org/", True),
    "firstaid": ("First aid at work", "Example First Aid", "", "GB", "", False),
}


def make_accounts(*, password: str) -> dict[str, User]:
    """The demo's log-ins, by e-mail address."""
    people = [(person.email, person.name, Role.PRACTITIONER) for person in PEOPLE]
    people += [("manager@demo.test", "Judith Marlowe", Role.MANAGER), ("desk@demo.test", "Sam Webb", Role.DESK)]
    users = {}
    for email, name, role in people:
        user = User.objects.create_user(email, password, name=name)
        user.groups.add(Group.objects.get(name=role.value))
        users[email] = user
    return users


def make_site() -> tuple[Site, list[Room]]:
    site = Site.objects.create(
        name="Mill Lane",
        address="12 Mill Lane, Shaftesbury SP7 0AA",
        time_zone=ZONE,
        phone="01632 960 210",
        jurisdiction="GB",
    )
    return site, [Room.objects.create(site=site, name=name) for name in ("Willow room", "Lantern room")]


def make_practitioners(users: dict[str, User], site: Site, rooms: list[Room]) -> list[Chair]:
    """The three who work here now, with hours in the diary."""
    chairs = []
    for person in PEOPLE:
        practitioner = Practitioner.objects.create(
            user=users[person.email],
            display_name=person.name,
            post_nominals=person.letters,
            slug=person.name.lower().replace(" ", "-"),
            languages=person.languages,
            biography=person.biography,
            colour=person.colour,
            is_listed=True,
        )
        WorkingHours.objects.bulk_create(
            WorkingHours(practitioner=practitioner, site=site, weekday=day, from_time=time(first), until_time=time(end))
            for day, (first, end) in person.week.items()
        )
        chairs.append(Chair(practitioner, rooms[person.room], Agenda(person.week, ZONE)))
    return chairs


def make_former_practitioners(count: int, site: Site) -> list[Chair]:
    """People who no longer work here: whoever treated the crowd in a large demo."""
    chairs = []
    for number in range(1, count + 1):
        user = User.objects.create_user(f"former{number}@demo.test", None, name=f"Former Colleague {number}")
        user.is_active = False
        user.save(update_fields=["is_active"])
        practitioner = Practitioner.objects.create(
            user=user, display_name=user.name, slug=f"former-colleague-{number}", is_active=False
        )
        room = Room.objects.create(site=site, name=f"Former room {number}")
        chairs.append(Chair(practitioner, room, Agenda(FULL_DAYS, ZONE)))
    return chairs


def make_credentials(chairs: list[Chair], *, today: date) -> None:
    """Licences and memberships: most in order, one about to expire, one expired since."""
    kinds = {
        key: CredentialType.objects.create(
            name=name, issuing_body=body, former_names=former, jurisdiction=place, verify_at=url, is_on_notes=noted
        )
        for key, (name, body, former, place, url, noted) in KINDS.items()
    }
    mei, daniel, rosa = chairs[:3]
    year = timedelta(days=365)
    held = (
        (mei, "bacc", "BA-40213", today - 2 * year, today + timedelta(days=220)),
        (mei, "council", "DC/ACU/0117", today - 6 * year, None),
        (mei, "insurance", "EM-778120", today - timedelta(days=340), today + timedelta(days=25)),
        (daniel, "bacc", "BA-51866", today - year, today + timedelta(days=140)),
        (daniel, "ny", "NY-006231", today - 3 * year, today + timedelta(days=47)),
        (daniel, "ncbahm", "AC-19442", today - 3 * year, today + timedelta(days=400)),
        (daniel, "council", "DC/ACU/0204", today - 2 * year, None),
        (rosa, "bacc", "BA-47390", today - year, today + timedelta(days=310)),
        (rosa, "council", "DC/ACU/0188", today - 4 * year, None),
        (rosa, "firstaid", "FA-3301", today - 3 * year - timedelta(days=20), today - timedelta(days=12)),
    )
    for chair, kind, number, issued, expires in held:
        Credential.objects.create(
            practitioner=chair.practitioner, type=kinds[kind], number=number, issued_on=issued, expires_on=expires
        )
