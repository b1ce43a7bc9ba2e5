"""What others made is listed, unchanged since it was listed, and nothing is loaded from another host."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
PACKAGES = tomllib.loads((VENDOR / "MANIFEST.toml").read_text(encoding="utf-8"))["package"]
LISTED = {entry["path"]: entry["sha256"] for package in PACKAGES for entry in package["files"]}

pytestmark = pytest.mark.no_database

# Addresses that a browser would fetch. A link that a person follows, or a licence's address in a comment, is none.
CSS_LOADS = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])(?:https?:)?//""", re.IGNORECASE)
SCRIPT_LOADS = re.compile(
    r"""(?:\bfrom|\bimport\s*\(?|\bfetch\(|\bimportScripts\(|new\s+Worker\()\s*["'`](?:https?:)?//""", re.IGNORECASE
)
HTML_LOADS = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed|link|use|form)\b[^>]*?\b(?:src|srcset|href|data|action)\s*=\s*"""
    r"""["']\s*(?:https?:)?//""",
    re.IGNORECASE,
)


def outside_loads(name: str, text: str) -> bool:
    """Say whether a file of this name and text makes the browser ask another host for something."""
    if name.endswith(".css"):
        return bool(CSS_LOADS.search(text))
    if name.endswith((".js", ".mjs")):
        return bool(SCRIPT_LOADS.search(text))
    return bool(HTML_LOADS.search(text))


def our_pages_and_parts() -> list[Path]:
    static = [path for path in STATIC.rglob("*") if path.suffix in {".css", ".js", ".mjs", ".svg"}]
    return sorted([*static, *(ROOT / "templates").rglob("*.html")])


@pytest.mark.parametrize("path", LISTED)
def test_vendored_file_is_as_listed(path):
    assert hashlib.sha256((VENDOR / path).read_bytes()).hexdigest() == LISTED[path]


def test_no_vendored_file_is_unlisted():
    present = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}

    assert present - {"MANIFEST.toml"} == set(LISTED)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["name"])
def test_package_says_where_it_is_from_and_carries_its_licence(package):
    assert all(package[key] for key in ("name", "version", "licence", "source", "changes"))
    assert any(entry["path"].startswith("licences/") for entry in package["files"])


def test_nothing_loads_from_another_host():
    paths = our_pages_and_parts()
    offenders = [str(path) for path in paths if outside_loads(path.name, path.read_text(encoding="utf-8"))]

    assert len(paths) > 10
    assert offenders == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.css", '@import "https://fonts.example/a.css";'),
        ("a.css", "b{background:url(//cdn.example/a.png)}"),
        ("a.js", 'import { a } from "https://cdn.example/a.js";'),
        ("a.html", '<script type="module" src="https://cdn.example/a.js"></script>'),
        ("a.html", '<link rel="stylesheet" href="//cdn.example/a.css">'),
    ],
)
def test_the_search_for_other_hosts_can_fire(name, text):
    assert outside_loads(name, text)


def test_no_vendored_file_names_a_source_map():
    texts = {path: (VENDOR / path).read_bytes() for path in LISTED if path.endswith((".css", ".js"))}

    assert [path for path, text in texts.items() if b"sourceMappingURL" in text] == []
