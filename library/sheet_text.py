"""The text of a sheet as a small tree, read from Markdown: what the web page and the PDF both print.

Only headings (##, ###), paragraphs, bullets, numbered lists, tables and bold are read. Everything else, HTML too, is
plain text: it prints as it was typed. A claim mark is [[claim-id]], set after the full stop. The first row and column
of a table are labels: they make no statement and carry no mark.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from library import section_titles

IN_SHORT = section_titles.title_of(section_titles.SHORT, "en")
SAFETY = section_titles.title_of(section_titles.SAFETY, "en")
NO_STUDY = section_titles.title_of(section_titles.NO_STUDY, "en")

MARK = re.compile(r"\[\[([a-z0-9-]+)\]\]")
_MARKS = re.compile(r"((?:\[\[[a-z0-9-]+\]\])+)")
# A sentence ends at a full stop with a space after it, or at a Chinese one, after which there is none.
_SENTENCE_END = re.compile(
    r"(?<=[.!?])((?:\[\[[a-z0-9-]+\]\])*)\s+|(?<=[。！？])([”’」』）]*(?:\[\[[a-z0-9-]+\]\])*)\s*(?=[^\s\[”’」』）])"
)
_READ = MarkdownIt("zero", {"html": False}).enable(["heading", "list", "emphasis", "newline", "table"])
_STRICT = MarkdownIt("commonmark", {"html": True}).enable("table")
_ALLOWED = {
    *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "text", "softbreak"),
    *("bullet_list_open", "bullet_list_close", "ordered_list_open", "ordered_list_close"),
    *("list_item_open", "list_item_close", "strong_open", "strong_close"),
    *("table_open", "thead_open", "tbody_open", "tr_open", "th_open", "td_open"),
}
LONGEST_LABEL = 40
_SAID = {"html_block": "HTML", "html_inline": "HTML", "link_open": "a link", "image": "a picture", "em_open": "italics"}


@dataclass(frozen=True)
class Run:
    """Words in one weight."""

    text: str
    bold: bool = False


@dataclass(frozen=True)
class Cite:
    """The claims that stand behind the words before it; `numbers` are their sources once `numbered`."""

    marks: tuple[str, ...]
    line: int
    numbers: tuple[int, ...] = ()
    place: int = 0  # counts the citations of a sheet, so that a source can lead back to each


Inline = Run | Cite
Line = tuple[Inline, ...]


@dataclass(frozen=True)
class Block:
    """A subheading or paragraph (one line of words), a list (one for each item), or a table (one for each cell)."""

    kind: str  # "subheading", "paragraph", "bullets", "numbers", "table"
    lines: tuple[Line, ...]
    at: int = 0  # line in the Markdown
    columns: int = 0  # of a table, whose cells stand row after row

    @property
    def rows(self) -> list[tuple[Line, ...]]:
        """A table's rows; the first one names the columns."""
        return [self.lines[i : i + self.columns] for i in range(0, len(self.lines), self.columns or 1)]

    @property
    def labels(self) -> tuple[Line, ...]:
        """What names the rows and columns of a table."""
        head, *body = self.rows if self.columns else [()]
        return (*head, *(row[0] for row in body))

    @property
    def statements(self) -> tuple[Line, ...]:
        """The lines that say something: not what heads a section or names a row."""
        if self.kind == "table":
            return tuple(cell for row in self.rows[1:] for cell in row[1:])
        return () if self.kind == "subheading" else self.lines


@dataclass(frozen=True)
class Section:
    title: str
    blocks: tuple[Block, ...]
    at: int = 0

    @property
    def kind(self) -> str:
        """What the section is for, whatever language its title is in."""
        return section_titles.kind_of(self.title)


def read(markdown: str, first_line: int = 1) -> tuple[Section, ...]:
    """Return the sections of a sheet. `first_line` is the number of the text's first line in its file."""
    return _read(markdown.replace("\0", "�"), first_line)


@lru_cache(maxsize=64)
def _read(markdown: str, first_line: int) -> tuple[Section, ...]:
    sections: list[Section] = []
    blocks: list[Block] = []
    title, at = "", first_line
    for is_title, block in _blocks(_READ.parse(markdown), first_line):
        if not is_title:
            blocks.append(block)
            continue
        if title or blocks:
            sections.append(Section(title, tuple(blocks), at))
        title, at, blocks = plain(block.lines[0]), block.at, []
    if title or blocks:
        sections.append(Section(title, tuple(blocks), at))
    return tuple(sections)


def _blocks(tokens: Sequence[Token], first_line: int) -> Iterator[tuple[bool, Block]]:
    """Yield each block, and whether it is the title of a section."""
    items: list[Line] = []
    depth, kind, list_at, heading, columns = 0, "bullets", 0, "", 0
    for token in tokens:
        at = first_line + (token.map or [0])[0]
        if token.type == "table_open":
            items, list_at, columns, depth = [], at, 0, depth + 1
        elif token.type == "th_open":
            columns += 1
        elif token.type == "table_close":
            depth -= 1
            yield False, Block("table", tuple(items), list_at, columns)
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            if depth == 0:
                items, list_at, kind = [], at, "bullets" if token.type.startswith("bullet") else "numbers"
            depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
            if depth == 0:
                yield False, Block(kind, tuple(items), list_at)
        elif token.type == "heading_open":
            heading = token.tag
        elif token.type == "inline":
            line = tuple(_inlines(token.children or [], at))
            if depth:
                items.append(line)
            elif heading:
                yield heading in ("h1", "h2"), Block("subheading", (line,), at)
            else:
                yield False, Block("paragraph", (line,), at)
            heading = ""


def _inlines(tokens: Sequence[Token], line: int) -> Iterator[Inline]:
    bold = False
    for token in tokens:
        if token.type in ("strong_open", "strong_close"):
            bold = token.type == "strong_open"
        elif token.type in ("softbreak", "hardbreak"):
            line += 1
            yield Run(" ", bold)
        elif token.type == "text":
            for part in _MARKS.split(token.content):
                if _MARKS.fullmatch(part):
                    yield Cite(tuple(MARK.findall(part)), line)
                elif part:
                    yield Run(part, bold)


def plain(line: Line) -> str:
    return "".join(item.text for item in line if isinstance(item, Run))


def cites(sections: Sequence[Section]) -> Iterator[tuple[Section, Cite]]:
    """Yield every citation with its section, in reading order."""
    for section in sections:
        for block in section.blocks:
            for line in block.lines:
                yield from ((section, item) for item in line if isinstance(item, Cite))


def numbered(sections: Sequence[Section], numbers: Mapping[str, Sequence[int]]) -> tuple[Section, ...]:
    """Return the sections with each citation's source numbers set; citations without one are left out."""
    counted = iter(range(1, 1_000_000))

    def line_of(line: Line) -> Line:
        made: list[Inline] = []
        for item in line:
            if isinstance(item, Run):
                made.append(item)
                continue
            found = tuple(sorted({number for mark in item.marks for number in numbers.get(mark, ())}))
            if found:
                made.append(replace(item, numbers=found, place=next(counted)))
        return tuple(made)

    return tuple(
        replace(s, blocks=tuple(replace(b, lines=tuple(map(line_of, b.lines))) for b in s.blocks)) for s in sections
    )


def outside_subset(markdown: str, first_line: int = 1) -> Iterator[tuple[int, str]]:
    """Yield (line, what) for every piece of Markdown that a sheet may not use."""
    for token in _STRICT.parse(markdown):
        at = first_line + (token.map or [0])[0]
        for part in [token, *(token.children or [])]:
            if part.type not in _ALLOWED and not part.type.endswith("_close"):
                yield at, _SAID.get(part.type, part.type.removesuffix("_open").replace("_", " "))
        if token.type == "heading_open" and token.tag not in ("h2", "h3"):
            yield at, f"a heading of level {token.tag[1]}"
        if token.type == "list_item_open" and token.level > 1:
            yield at, "a list inside a list"
        if token.type == "tr_open" and token.level > 2:
            yield at, "a table inside something else"
        if token.type == "inline" and "[[" in MARK.sub("", token.content):
            yield at, "a claim mark that is not well formed"


def sentences(line: Line) -> list[list[str]]:
    """Return for each sentence of a line the claims marked in it."""
    text = "".join(i.text if isinstance(i, Run) else "".join(f"[[{m}]]" for m in i.marks) for i in line)
    pieces = _SENTENCE_END.sub(r"\1\2\n", text).split("\n")
    return [MARK.findall(piece) for piece in pieces if MARK.sub("", piece).strip()]
