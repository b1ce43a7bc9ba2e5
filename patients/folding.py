"""How text is folded for search: one spelling for what people type in many; pure functions, no database."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

NAME_LENGTH = 100  # of the folded name that is kept in order: enough to sort by, short enough for any index
# Letters that Unicode does not take apart into a plain letter and a mark.
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
    | dict.fromkeys("’‘ʼ`´ʻ＇", "'")
    | dict.fromkeys("‐‑‒–—−", "-")
)
PHONE = re.compile(r"\+?\(?\d[\d\s().\-]{4,}\d")


def fold(text: str) -> str:
    """Return `text` in lower case without accents, control and invisible characters, single-spaced."""
    apart = unicodedata.normalize("NFKD", text.replace("\0", " ").translate(LETTERS)).casefold()
    # Marks below class 10 (nukta, kana voicing, virama) make another letter; those above are accents and vowel points.
    kept = (c for c in apart if unicodedata.combining(c) < 10 and (c.isspace() or unicodedata.category(c)[0] != "C"))
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).translate(LETTERS).split())


def _is_unspaced(character: str) -> bool:
    """Say whether the character's script writes names without spaces (Han, kana, Hangul)."""
    code = ord(character)
    return 0x3040 <= code <= 0x9FFF or 0xAC00 <= code <= 0xD7AF or 0x20000 <= code <= 0x3FFFF


def _words(text: str) -> Iterator[str]:
    """Yield each word, and the other ways it may be looked for.

    Anne-Marie is also "anne", "marie" and "annemarie". Terms of one or two characters are looked for at the start of
    words only, so each character of a Chinese name starts a word of its own.
    """
    for word in fold(text).split():
        yield word
        parts = re.findall(r"\w+", word)
        if parts != [word]:
            yield from parts
            yield "".join(parts)
        yield from (word[at : at + 2] for at in range(1, len(word)) if _is_unspaced(word[at]))


def phone_forms(phone: str) -> list[str]:
    """Return the figures of each number in `phone`, as dialled at home and from abroad.

    "01632 960 210", "+44 1632 960210" and "0044 (0)1632 960210" have the same forms.
    """
    forms: list[str] = []
    for number in PHONE.findall(fold(phone)):
        figures = re.sub(r"\D", "", re.sub(r"\(0\)", "", number))
        if number.startswith("+") or figures.startswith("00"):
            figures = figures.removeprefix("00")
            forms += [f"0{figures[2:]}", figures] if figures.startswith("44") else [figures]
        elif figures.startswith("0"):
            forms += [figures, f"44{figures[1:]}"]
        else:
            forms.append(figures)
    return list(dict.fromkeys(forms))


def phone_core(figures: str) -> str:
    """Return the part of a number that stays the same however it is dialled: no country code, no leading nought."""
    return figures.removeprefix("00").removeprefix("44").lstrip("0")


def search_name_for(full_name: str) -> str:
    """Return the folded name that lists are sorted by."""
    return fold(full_name)[:NAME_LENGTH]


def search_text_for(
    *, full_name: str, preferred_name: str = "", phone: str = "", email: str = "", date_of_birth: date | None = None
) -> str:
    """Return everything a patient is found by, as one line; bulk inserts must fill `search_text` with this.

    Words stand two spaces apart, so that a term of one or two characters can be looked for at the start of a word
    with an index of three-character pieces.
    """
    words = [*_words(full_name), *_words(preferred_name), *phone_forms(phone), *fold(email).split()]
    if date_of_birth is not None:
        words.append(date_of_birth.isoformat())
    return "".join(f"  {word}" for word in dict.fromkeys(words)) + "  "
