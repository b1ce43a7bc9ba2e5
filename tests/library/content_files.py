"""Reads the library's content files as plain data, for the rules in content_rules.py."""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "library" / "content"
# The clinic's documents are no part of the repository.
DOCUMENTS = Path(os.environ.get("HEGU_DOCUMENTS") or ROOT.parent / "shared" / "sources")

MARKER = re.compile(r"\[\[([a-z0-9-]+)\]\]")
SENTENCE_END = re.compile(r"(?<=[.!?])((?:\[\[[a-z0-9-]+\]\])*)\s+")
URGENT = "Acupuncture is not a substitute for urgent care."
WORD = re.compile(r"[\w'’&-]+")


@dataclass
class Sentence:
    text: str
    markers: list[str]

    @property
    def words(self) -> int:
        return len(WORD.findall(self.text))


@dataclass
class Block:
    """One paragraph or one bullet."""

    section: str
    is_bullet: bool
    sentences: list[Sentence]


@dataclass
class Sheet:
    front: dict
    body: str

    @property
    def sections(self) -> list[str]:
        return re.findall(r"^## (.+)$", self.body, re.M)

    @property
    def blocks(self) -> list[Block]:
        blocks, section, is_body = [], "", False
        for line in self.body.splitlines():
            line = line.strip()
            if line.startswith("## "):
                section, is_body = line[3:], False
            elif line.startswith("|"):
                if is_body:  # below the row that names the columns; the first cell names the row
                    cells = [sentences_of(cell) for cell in line.strip("|").split("|")[1:]]
                    blocks += [Block(section, False, cell) for cell in cells if cell]
                is_body = is_body or set(line) <= set("|- ")
            elif line and not line.startswith("### "):
                is_bullet = line.startswith("- ")
                blocks.append(Block(section, is_bullet, sentences_of(line.removeprefix("- "))))
        return blocks

    @property
    def sentences(self) -> list[Sentence]:
        return [sentence for block in self.blocks for sentence in block.sentences]

    @property
    def plain(self) -> str:
        """The text as a reader meets it, each bullet a sentence of its own."""
        return " ".join(s.text.rstrip(".;:!?") + "." for s in self.sentences)


@dataclass
class Content:
    sources: list[dict]
    references: list[dict]
    claims: list[dict]
    safety: list[dict]
    guidelines: list[dict]
    practice: list[dict]
    conditions: list[dict]
    banned: list[str]
    approved: list[str]
    sheets: dict[str, Sheet]


def sentences_of(text: str) -> list[Sentence]:
    found = []
    for piece in SENTENCE_END.sub(r"\1\n", text).split("\n"):
        plain = MARKER.sub("", piece).replace("**", "").strip()
        if plain:
            found.append(Sentence(plain, MARKER.findall(piece)))
    return found


def read_sheet(path: Path) -> Sheet:
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return Sheet(yaml.safe_load(front), body)


def read_lines(name: str) -> list[str]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def read_yaml(name: str) -> list[dict]:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def read_content() -> Content:
    return Content(
        sources=read_yaml("sources.yaml"),
        references=json.loads((FOLDER / "references.json").read_text(encoding="utf-8")),
        claims=read_yaml("claims.yaml"),
        safety=read_yaml("safety.yaml"),
        guidelines=read_yaml("guidelines.yaml"),
        practice=read_yaml("practice.yaml"),
        conditions=read_yaml("conditions.yaml"),
        banned=read_lines("banned_words.txt"),
        approved=read_lines("approved_phrases.txt"),
        sheets={path.stem: read_sheet(path) for path in sorted((FOLDER / "sheets").glob("*.md"))},
    )


def kinds_of_marker(content: Content) -> dict[str, list[dict]]:
    return {"safety-": content.safety, "guideline-": content.guidelines, "practice-": content.practice}


def headings_of(source: dict) -> dict[str, str | None]:
    """Each heading of a source and the post that it stands in."""
    posts = source.get("posts") or [{"id": None, "headings": source["headings"]}]
    return {heading: post["id"] for post in posts for heading in post["headings"]}
