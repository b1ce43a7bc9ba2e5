"""The measuring half of the benchmark: serves product and yardstick, asks for pages in turns, counts queries.

Runs in a process of its own with the product's settings; prints JSON for `tests.load.bench`.
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from clinic.access import Role  # noqa: E402
from clinic.diary.models import Appointment, Service  # noqa: E402
from clinic.printing import Paper, PrintSize  # noqa: E402
from clinic.staff.models import Practitioner, User  # noqa: E402
from clinic.times import today  # noqa: E402
from library.models import FactsheetVersion  # noqa: E402
from library.sheet_pdf import Form, sheet_pdf  # noqa: E402
from patients.models import Patient  # noqa: E402
from patients.rules.answers import ScreeningAnswers  # noqa: E402
from patients.rules.evaluate import Planned, PlannedPoint, findings  # noqa: E402
from patients.rules.table import CAUTIONS, shipped_rules  # noqa: E402
from treatments.demo.agenda import hour_of  # noqa: E402
from treatments.demo.team import ZONE  # noqa: E402
from treatments.models import Course  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
REQUESTS = int(os.environ["BENCH_REQUESTS"])
CSRF = "a" * 32
SOUGHT = ("mygraine", "sore knee", "sickness", "stress and sleep", "zzzz")
BARE_PERSON = "practitioner@demo.test"
Request = Callable[[int], tuple[str, str, dict | None]]  # number -> method, path, form


def log_in(email: str, backend: str) -> str:
    """Return a session key for the person, as logging in would make it."""
    user = User.objects.get(email=email)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = backend
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


@contextmanager
def serving(application: str):
    """Serve a WSGI application with gunicorn and give its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    command += ["--workers", os.environ["BENCH_WORKERS"], "--log-level", "error"]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def ask(port: int, session: str, method: str, path: str, form: dict | None) -> tuple[float, int]:
    """Make one request and return its milliseconds and status."""
    headers = {
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={CSRF}",
        "X-Forwarded-Proto": "https",
        "Origin": f"https://127.0.0.1:{port}",
    }
    body = None
    if form is not None:
        body = urlencode({**form, "csrfmiddlewaretoken": CSRF})
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    began = time.perf_counter()
    connection_ = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection_.request(method, path, body, headers)
    response = connection_.getresponse()
    response.read()
    took = (time.perf_counter() - began) * 1000
    connection_.close()
    return took, response.status


def busy_day() -> str:
    """Make (once) a future day with 60 appointments for six practitioners, and return its date."""
    day = today(ZONE) + timedelta(days=400)
    start = hour_of(day, 8, ZONE)
    if not Appointment.objects.filter(starts_at__gte=start, starts_at__lt=start + timedelta(days=1)).exists():
        template = Appointment.objects.select_related("site", "room").order_by("pk").first()
        service = Service.objects.get(slug="follow-up")
        people = list(Practitioner.objects.order_by("pk")[:3]) + extra_practitioners(3)
        patients = list(Patient.objects.order_by("pk")[:60])
        for number in range(60):
            begins = start + timedelta(hours=number // 6)
            ends = begins + timedelta(minutes=service.minutes)
            Appointment.objects.create(
                patient=patients[number],
                practitioner=people[number % 6],
                service=service,
                site=template.site,
                channel="phone",
                starts_at=begins,
                ends_at=ends,
                busy_until=ends,
                reference=f"BENCH{number:05d}",
            )
    return day.isoformat()


def extra_practitioners(count: int) -> list[Practitioner]:
    made = []
    for number in range(count):
        user = User.objects.create_user(f"bench{number}@clinic.test", None, name=f"Bench {number}")
        made.append(Practitioner.objects.create(user=user, display_name=user.name, slug=f"bench-{number}"))
    return made


def pages() -> dict[str, tuple[str, int, Request]]:
    """Each page: who asks, the status expected, and the requests, varied so that no cache of one row helps."""
    courses = list(Course.objects.filter(status="current").order_by("pk").values_list("pk", "patient_id")[:40])
    middle = Patient.objects.order_by("pk")[Patient.objects.count() // 2].pk
    patients = list(Patient.objects.filter(pk__gte=middle).order_by("pk")[:200])
    queries = []
    for number, patient in enumerate(patients):
        family = patient.full_name.split()[-1]
        by_birth = f"{patient.date_of_birth:%d/%m/%Y}"
        queries.append(
            (patient.full_name, family[:4], patient.phone, by_birth, patient.email[:12] or family)[number % 5]
        )
    day = busy_day()
    search, points = reverse("patients:search"), "LI4 b, ST36 b 25mm, LR3 b, GB20 b 15mm obl"
    now = today(ZONE) - timedelta(days=1)

    def session_form(number: int) -> tuple[str, str, dict | None]:
        return "GET", reverse("treatments:session-new", args=[courses[number % len(courses)][1]]), None

    def save(number: int) -> tuple[str, str, dict | None]:
        course, patient = courses[number % len(courses)]
        form = {"course": course, "day_0": now.day, "day_1": now.month, "day_2": now.year, "clock": "07:15"}
        form |= {"vas_before": "60", "vas_after": "41", "points": points, "needles_in": "8", "needles_out": "8"}
        form |= {"retention_minutes": "25", "notes": "Eased at once.", "once_key": str(uuid.uuid4()), "version": ""}
        form |= {"tongue": "Pale", "pulse": "Wiry", "save": "draft", "planned_sessions": "8"}
        return "POST", reverse("treatments:session-new", args=[patient]), form

    who = "practitioner@demo.test"
    # Somebody else's Today: the drafts that the runs save wait on the list of their author.
    colleague = (
        Practitioner.objects.exclude(user__email=who).filter(user__groups__name=Role.PRACTITIONER).earliest("pk")
    )
    get = lambda path: lambda number: ("GET", path, None)  # noqa: E731
    return {
        "patient search": (who, 200, lambda n: ("POST", search, {"q": queries[n % len(queries)]})),
        "chart": (who, 200, lambda n: ("GET", reverse("treatments:chart", args=[patients[n % 200].pk]), None)),
        "today": (colleague.user.email, 200, get(reverse("treatments:today"))),
        "diary day, 60 appointments": (who, 200, get(reverse("diary:day", args=[day]))),
        "session form": (who, 200, session_form),
        "save session": (who, 302, save),
        "library list": (who, 200, get(reverse("library:index"))),
        "library search": (who, 200, lambda n: ("POST", reverse("library:find"), {"q": SOUGHT[n % len(SOUGHT)]})),
        "factsheet PDF, kept": (who, 200, get(reverse("library:sheet-pdf", args=["migraine"]))),
    }


def count_queries(who: str, request: Request, status: int) -> int:
    """SQL statements of one warm request, over every database."""
    client = Client(SERVER_NAME="127.0.0.1", headers={"X-Forwarded-Proto": "https"})
    client.force_login(User.objects.get(email=who), backend=settings.AUTHENTICATION_BACKENDS[0])
    count = 0
    for number in range(2):
        method, path, form = request(number)
        with ExitStack() as stack:
            captures = [stack.enter_context(CaptureQueriesContext(one)) for one in connections.all()]
            response = getattr(client, method.lower())(path, form)
        assert response.status_code == status, (path, response.status_code)
        count = sum(len(capture) for capture in captures)
    return count


def in_turns(bare: tuple[int, str], product: tuple[int, str], request: Request, status: int) -> dict:
    """Ask for the page and the bare page in turns; the first few warm both up."""
    ms, bare_ms = [], []
    for number in range(-20, REQUESTS):
        bare_took, _ = ask(bare[0], bare[1], "GET", "/bare/", None)
        took, answered = ask(product[0], product[1], *request(number + 20))
        if answered != status:
            raise SystemExit(f"{request(number + 20)[1]} answered {answered}, not {status}")
        if number >= 0:
            bare_ms.append(bare_took)
            ms.append(took)
    return {"ms": ms, "bare_ms": bare_ms}


def drawn_factsheet() -> list[float]:
    """Milliseconds to draw a factsheet that is not kept yet, in this process."""
    version = FactsheetVersion.objects.get(sheet__slug="migraine", sheet__language="en", status="published")
    form = Form(Paper.A4, PrintSize.NORMAL)
    took = []
    for _ in range(25):
        with TemporaryDirectory() as empty, override_settings(MEDIA_ROOT=empty):
            began = time.perf_counter()
            sheet_pdf(version, form, on=today(ZONE))
            took.append((time.perf_counter() - began) * 1000)
    return took[5:]


def needling_rules() -> list[float]:
    """Milliseconds in which the safety rules answer for sixty points that each of them speaks of."""
    points = [PlannedPoint(f"BL{number}", "both", CAUTIONS, "hand", 50) for number in range(60)]
    answers = ScreeningAnswers(pregnant="yes", blood_thinner="yes", lymphoedema=("left_arm",), diabetes="yes")
    took = []
    for _ in range(25):
        began = time.perf_counter()
        findings(shipped_rules(), screening=answers, planned=Planned(points))
        took.append((time.perf_counter() - began) * 1000)
    return took[5:]


def main() -> None:
    found, result = pages(), {}
    with serving("tests.load.bare") as bare_port, serving("clinic.wsgi") as port:
        people = {who for who, _, _ in found.values()}
        sessions = {who: log_in(who, settings.AUTHENTICATION_BACKENDS[0]) for who in people}
        bare_session = log_in(BARE_PERSON, "django.contrib.auth.backends.ModelBackend")
        everything: list[float] = []
        for name, (who, status, request) in found.items():
            result[name] = in_turns((bare_port, bare_session), (port, sessions[who]), request, status)
            everything += result[name]["bare_ms"]
        for name, (who, status, request) in found.items():
            result[name]["queries"] = count_queries(who, request, status)
    result["factsheet PDF, drawn"] = {"ms": drawn_factsheet(), "bare_ms": everything, "queries": None}
    result["safety rules, 60 points"] = {"ms": needling_rules(), "bare_ms": everything, "queries": None}
    result["bare page"] = {"ms": everything, "queries": 2}
    vendor = f"{connection.display_name} with {os.environ['BENCH_WORKERS']} workers"
    sys.stdout.write(json.dumps({"pages": result, "database": vendor}))


if __name__ == "__main__":
    main()
