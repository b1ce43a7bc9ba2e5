"""Invented patients: names from many places, telephone numbers that Ofcom keeps free for fiction, `.test` addresses."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from clinic.staff.models import User
from patients.folding import fold
from patients.models import Patient

GIVEN = {
    Patient.Sex.FEMALE: (
        "Alice Amina Anita Beatrix Bronwen Carmen Chloe Clara Deborah Edith Eleanor Esther Fatima Fiona Freya Grace "
        "Hannah Imogen Ingrid Isla Jasmine Joan Julia Katarzyna Leila Lucía Mabel Margaret Maeve Naomi Niamh Olga "
        "Petra Priya Rosa Ruth Sanne Siobhán Sofia Tamsin Theodora Ursula Verity Wilhelmina Xiùyīng Yasmin Zoë"
    ).split(),
    Patient.Sex.MALE: (
        "Adam Ahmed Alistair Anders Arjun Barnaby Benedek Callum Cedric Daniel Dmitri Edmund Emeka Felix François "
        "Gareth Giorgos Harold Hugo Ibrahim Idris Jakub Jorge Kenji Kwame Leonard Magnus Marcus Mateo Nathan Nikhil "
        "Oliver Owen Pádraig Rafael Rowan Samuel Søren Stefan Tobias Tomasz Umar Víctor Wilfred Xavier Yusuf Zachary"
    ).split(),
}
FAMILY = (
    "Abbott Adeyemi Ahmed Alvarez Ashdown Baptiste Barlow Bhatt Blackwood Brennan Bristow Castellano Chaudhry "
    "Chen Coombes Cresswell Dalgleish Davies Dupont Eastwood Ellery Fairweather Fernández Fitzgerald Garside "
    "Goldberg Greenhalgh Haddad Hargreaves Hartley Holloway Hussain Ivanova Jankowski Jellicoe Kaur Keogh "
    "Kowalska Lambourne Larsson Li Lovell Macdonald Mahmoud Marchetti Mbeki Merriweather Müller Nakamura "
    "Nguyễn Nkemelu O’Connor O’Sullivan Okafor Ormerod Papadopoulos Patel Pemberton Penhaligon Quayle Rahman "
    "Ravensworth Rossi Rutherford Saunders Silva Singh Sørensen Sutcliffe Tanaka Thistlewood Tremayne "
    "Underhill Vaughan Vermeulen Wadsworth Wainwright Walsh Whittaker Wójcik Yamamoto Yeboah Zieliński"
).split()
# Surnames by the thousand for a crowd, put together from the parts that English place names are made of.
FIRST_PARTS = (
    "Ald Alder Apple Ash Bar Beck Bern Birch Black Brad Bramble Bren Brook Burn Cal Chad Chel Clay Clif Cole Cran Crom "
    "Dal Den Dun East Eger Ell Ember Fair Fal Fern Fox Frod Gar Gold Gran Grim Hal Harl Hart Hazel Heath Hol Hunt Ing "
    "Kel Kings Lang Lin Long Mal Mar Mel Mill Nor Oak Orch Pem Pen Rad Raven Red Ros Rush Sal Sax Shel Stan Stoke Sut "
    "Thorn Trent Ulver Wal War Wel West Whit Wick Win Wood Yar"
).split()
LAST_PARTS = (
    "bourne bridge brook burn bury by combe cote croft dale den don field ford gate grove ham hill holt hurst land ley "
    "low mere more over ridge shaw stead stoke stone thorpe ton wick well wood worth"
).split()
# A few people whose names put software to the test, first among the patients so that every demo has them.
NOTABLE = (
    ("王小明", "Ming", Patient.Sex.MALE),
    ("Lǐ Tàichōng", "", Patient.Sex.FEMALE),
    ("Siân O’Malley-Ffoulkes", "Shan", Patient.Sex.FEMALE),
    ("Teresa", "", Patient.Sex.FEMALE),
)
STREETS = "Mill Lane,Orchard Road,Church Walk,Station Approach,Abbey View,Kiln Close,The Maltings,Gold Hill".split(",")
TOWNS = ("Shaftesbury SP7", "Gillingham SP8", "Sturminster Newton DT10", "Blandford Forum DT11", "Sherborne DT9")
DOCTORS = ("Dr A. Rees, Abbey View Surgery", "Dr S. Iqbal, Blackmore Vale Practice", "Dr P. Lund, Stour Medical Centre")


def patients(
    count: int, *, rng: random.Random, today: date, years: int, by: User, zone_noon: datetime
) -> Iterator[Patient]:
    """Yield `count` unsaved patients with search columns to be filled by `bulk_create`."""
    for index in range(count):
        full_name, preferred, sex = _name(index, rng)
        age_days = int(rng.triangular(18, 92, 52) * 365.25)
        handle = "".join(letter for letter in fold(full_name) if letter.isascii() and letter.isalnum())[:24]
        yield Patient(
            full_name=full_name,
            preferred_name=preferred,
            sex=sex,
            date_of_birth=today - timedelta(days=age_days),
            phone=_phone(index),
            email=f"{handle or 'guest'}.{index}@mail.test" if index % 7 else "",
            address=f"{rng.randint(1, 120)} {rng.choice(STREETS)}\n{rng.choice(TOWNS)} {rng.randint(1, 9)}XX",
            doctor=rng.choice(DOCTORS) if index % 4 else "",
            emergency_contact="" if index % 5 else f"{rng.choice(FAMILY)}, 07700 900{(index + 500) % 1000:03d}",
            language="" if index % 9 else rng.choice(("English", "Polish", "Mandarin Chinese", "Spanish")),
            status=Patient.Status.CURRENT,
            created_at=zone_noon - timedelta(days=rng.randint(1, years * 365), minutes=rng.randint(0, 300)),
            created_by=by,
        )


def _phone(index: int) -> str:
    """A number from the ranges kept for fiction; nobody has the area code 01632."""
    if index >= 1000:
        return f"01632 {index:06d}"
    return f"07700 900{index:03d}" if index % 3 else f"01632 960{index:03d}"


def _family(index: int, rng: random.Random) -> str:
    if index < 400 or rng.random() < 0.3:
        return rng.choice(FAMILY)
    return rng.choice(FIRST_PARTS) + rng.choice(LAST_PARTS)


def _name(index: int, rng: random.Random) -> tuple[str, str, str]:
    if index < len(NOTABLE):
        return NOTABLE[index]
    sex = Patient.Sex.FEMALE if rng.random() < 0.62 else Patient.Sex.MALE
    given, family = rng.choice(GIVEN[sex]), _family(index, rng)
    middle = f" {rng.choice(GIVEN[sex])}" if rng.random() < 0.3 else ""
    double = f"-{rng.choice(FAMILY)}" if rng.random() < 0.08 else ""
    preferred = given[:3] if rng.random() < 0.08 else ""
    return f"{given}{middle} {family}{double}", preferred, sex
