"""A real browser against the running app: every page visited is checked by axe, and nothing may land on its console."""

import io
import os
from pathlib import Path

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Page, sync_playwright

from treatments.demo.build import build

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the test's own thread.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync", "--lang=en-GB"]
TUESDAY_MORNING = "2026-11-24 08:30Z"


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path if Path(path).exists() else None, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def clinic(live_server):
    """The demo clinic on a Tuesday morning, served; gives its address."""
    with time_machine.travel(TUESDAY_MORNING, tick=True):
        call_command("load_points", verbosity=0, stdout=io.StringIO())
        call_command("load_library", verbosity=0, stdout=io.StringIO())
        build(count=40, years=1, seed=1, password="hegu-demo", progress=lambda done, total: None)
        yield live_server.url


class Visitor:
    """One person at one browser."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.problems = page, address, []
        page.set_default_timeout(10_000)
        page.on("console", lambda said: self._note(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self._note(str(error)))

    def _note(self, problem: str) -> None:
        self.problems.append(f"{self.page.url}: {problem}")

    def log_in(self, email: str) -> None:
        self.page.goto(f"{self.address}/accounts/login/")
        self.page.get_by_label("Email address").fill(email)
        self.page.get_by_label("Password").fill("hegu-demo")
        self.page.get_by_role("button", name="Log in").click()
        self.page.wait_for_url("**/today/")
        self.check()

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.check()

    def press(self, name: str, *, role: str = "button", within=None, exact: bool = False) -> None:
        with self.page.expect_navigation():
            (within or self.page).get_by_role(role, name=name, exact=exact).first.click()
        self.check()

    def check(self) -> None:
        """Axe finds nothing, and nothing sticks out at the sides."""
        self.page.wait_for_load_state("load")  # one page may lead to the next by itself
        found = Axe().run(self.page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == [], self.page.url
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url

    def sees(self, *texts: str) -> None:
        words = " ".join(self.page.inner_text("main").split())
        for text in texts:
            assert text in words, f"{text!r} is not on {self.page.url}:\n{words[:2000]}"


@pytest.fixture
def visitor(browser, clinic):
    """`visitor(width)` opens a fresh browser window of that width."""
    opened = []

    def open_window(width: int = 1280) -> Visitor:
        context = browser.new_context(
            locale="en-GB", timezone_id="Europe/London", viewport={"width": width, "height": 900}
        )
        opened.append((context, Visitor(context.new_page(), clinic)))
        return opened[-1][1]

    yield open_window
    for context, one in opened:
        assert one.problems == []
        context.close()
