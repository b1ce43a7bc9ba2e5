"""`script/bench`: how long each page takes, as a multiple of a bare logged-in Django page measured in the same run.

Builds two demo clinics, one of the full size and one a tenth of it, serves product and yardstick with the same server,
asks for one page after the other in turns, and prints a table. `--json FILE` keeps the figures.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGETS = {  # p50 at one client, in multiples of the bare page
    "patient search": 5,
    "chart": 6,
    "today": 6,
    "diary day, 60 appointments": 8,
    "session form": 10,
    "save session": 6,
    "factsheet PDF, kept": None,
    "factsheet PDF, drawn": None,
    "library list": None,
    "library search": None,
    "safety rules, 60 points": None,
}
MOST_QUERIES = 12
MOST_GROWTH = 1.3


@dataclass
class Figure:
    page: str
    p50_ms: float
    p95_ms: float
    queries: int | None
    ratio: float
    target: int | None
    growth: float | None = None

    @property
    def is_met(self) -> bool:
        return (
            (self.target is None or self.ratio <= self.target)
            and (self.queries is None or self.queries <= MOST_QUERIES)
            and (self.growth is None or self.target is None or self.growth <= MOST_GROWTH)
        )


def main() -> int:
    options = read_options()
    scratch = Path(options.keep or tempfile.mkdtemp(prefix="hegu-bench-"))
    scratch.mkdir(parents=True, exist_ok=True)
    tenth = measure(scratch, options.patients // 10, options.sessions // 10, options)
    full = measure(scratch, options.patients, options.sessions, options)
    for small, large in zip(tenth["figures"], full["figures"], strict=True):
        large.growth = round(large.p50_ms / small.p50_ms, 2)
    print_table(tenth, full)
    is_paper_met = paper(scratch, options)
    if options.json:
        Path(options.json).write_text(
            json.dumps(
                {
                    name: {**run, "figures": [asdict(f) for f in run["figures"]]}
                    for name, run in (("tenth", tenth), ("full", full))
                },
                indent=2,
            ),
            encoding="utf-8",
        )
    return 0 if is_paper_met and all(figure.is_met for figure in full["figures"]) else 1


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--patients", type=int, default=200_000)
    parser.add_argument("--sessions", type=int, default=1_000_000)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--requests", type=int, default=150, help="Requests for each page.")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", help="Folder in which the databases stay; they are used again when they are there.")
    parser.add_argument("--json", help="File for the figures.")
    return parser.parse_args()


def environment_of(scratch: Path, patients: int, options: argparse.Namespace) -> dict[str, str]:
    """What the product reads when it serves the clinic of that size."""
    return os.environ | {
        "SECRET_KEY": "only-for-the-benchmark-0123456789-abcdefghijklmnopqrstuvwxyz",
        "DATABASE_URL": database_url(scratch, patients),
        "MEDIA_ROOT": str(scratch / f"media-{patients}"),
        "DEBUG": "0",
        "BEHIND_PROXY": "1",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "clinic.settings",
        "BENCH_REQUESTS": str(options.requests),
        "BENCH_WORKERS": str(options.workers),
    }


def measure(scratch: Path, patients: int, sessions: int, options: argparse.Namespace) -> dict:
    """Build (or find) a clinic of that size and return its figures."""
    environment = environment_of(scratch, patients, options)
    marker = scratch / f"built-{patients}-{sessions}"
    if not marker.exists():
        marker.write_text(str(build(environment, patients, sessions, options.years)), encoding="utf-8")
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"]
    subprocess.run(collect, cwd=ROOT, env=environment, check=True)  # noqa: S603
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "tests.load.measure"], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE
    )
    result = json.loads(run.stdout)
    bare = result["pages"].pop("bare page")
    figures = [
        Figure(
            page=name,
            p50_ms=round(statistics.median(page["ms"]), 2),
            p95_ms=round(statistics.quantiles(page["ms"], n=20)[-1], 2),
            queries=page["queries"],
            # Each page is compared with the bare pages asked for in turns with it.
            ratio=round(statistics.median(page["ms"]) / statistics.median(page["bare_ms"]), 2),
            target=TARGETS[name],
        )
        for name, page in result["pages"].items()
    ]
    return {
        "patients": patients,
        "sessions": sessions,
        "build_s": float(marker.read_text(encoding="utf-8")),
        "database": result["database"],
        "bare_p50_ms": round(statistics.median(bare["ms"]), 2),
        "bare_p95_ms": round(statistics.quantiles(bare["ms"], n=20)[-1], 2),
        "figures": figures,
    }


def paper(scratch: Path, options: argparse.Namespace) -> bool:
    """A sheet of two pages against WeasyPrint; prints its own table."""
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "tests.load.paper"], cwd=ROOT, env=environment_of(scratch, options.patients, options)
    )
    return run.returncode == 0


def database_url(scratch: Path, patients: int) -> str:
    """A SQLite file in the scratch folder, or a database on the server named by TEST_DATABASE_URL."""
    server = os.environ.get("TEST_DATABASE_URL")
    return f"{server}_bench_{patients}" if server else f"sqlite:///{scratch / f'clinic-{patients}.sqlite3'}"


def build(environment: dict[str, str], patients: int, sessions: int, years: int) -> float:
    """Build the clinic with the product's own commands and return the seconds the demo took."""
    manage = [sys.executable, "manage.py"]
    if environment["DATABASE_URL"].startswith("postgres"):
        subprocess.run([sys.executable, "-m", "tests.load.make_database"], cwd=ROOT, env=environment, check=True)  # noqa: S603
    subprocess.run([*manage, "prepare"], cwd=ROOT, env=environment, check=True, stdout=sys.stderr)  # noqa: S603
    size = [f"--patients={patients}", f"--sessions={sessions}", f"--years={years}"]
    began = time.monotonic()
    subprocess.run(  # noqa: S603
        [*manage, "demo", "--even-in-production", *size], cwd=ROOT, env=environment, check=True, stdout=sys.stderr
    )
    return round(time.monotonic() - began, 1)


def print_table(tenth: dict, full: dict) -> None:
    out = sys.stdout.write
    out(f"\n{full['patients']:,} patients, {full['sessions']:,} sessions, {full['database']}; ")
    out(f"built in {full['build_s']:.0f} s.\n")
    out(f"Bare page: p50 {full['bare_p50_ms']} ms, p95 {full['bare_p95_ms']} ms ")
    out(f"(at a tenth of the data: {tenth['bare_p50_ms']} ms).\n\n")
    out(f"{'page':<28}{'p50 ms':>8}{'p95 ms':>8}{'queries':>9}{'ratio':>7}{'target':>8}{'x tenth':>9}  met\n")
    for figure in full["figures"]:
        target = "" if figure.target is None else f"{figure.target}"
        queries = "" if figure.queries is None else f"{figure.queries}"
        out(f"{figure.page:<28}{figure.p50_ms:>8}{figure.p95_ms:>8}{queries:>9}{figure.ratio:>7}")
        out(f"{target:>8}{figure.growth:>9}  {'yes' if figure.is_met else 'NO'}\n")


if __name__ == "__main__":
    sys.exit(main())
