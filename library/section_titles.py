"""What the sections of a sheet are called in each language. Rules and drawing know a section by its kind.

The kinds stand in the order in which a sheet has them. These titles are text of the sheets, kept with each version,
so they stand here and not among the words that gettext translates.
"""

from collections.abc import Mapping

SHORT, SAFETY, NO_STUDY = "short", "safety", "no-study"
TITLES: Mapping[str, Mapping[str, str]] = {
    "en": {
        SHORT: "In short",
        "what": "What it is",
        "may-do": "What acupuncture may do",
        "research": "What the research says",
        "here": "What treatment looks like here",
        NO_STUDY: "The clinic's documents also say (no study named)",
        SAFETY: "Safety and when to get help",
        "doctor": "Talk to your doctor",
    },
    "es": {
        SHORT: "En breve",
        "what": "De qué se trata",
        "may-do": "Qué podría hacer la acupuntura",
        "research": "Qué dice la investigación",
        "here": "Cómo es el tratamiento aquí",
        NO_STUDY: "Los documentos de la clínica también dicen (sin nombrar ningún estudio)",
        SAFETY: "Seguridad y cuándo pedir ayuda",
        "doctor": "Hable con su médico",
    },
    "zh-hans": {
        SHORT: "要点",
        "what": "这是什么",
        "may-do": "针灸可能有什么作用",
        "research": "研究怎么说",
        "here": "在这里怎样治疗",
        NO_STUDY: "本诊所的文件还提到（未指明研究）",
        SAFETY: "安全须知与何时求助",
        "doctor": "和您的医生谈谈",
    },
}
OTHER = "other"
_KINDS = {title: kind for titles in TITLES.values() for kind, title in titles.items()}


def kind_of(title: str) -> str:
    """Return the kind of section that a title of any language names; OTHER where it names none."""
    return _KINDS.get(title, OTHER)


def title_of(kind: str, language: str) -> str:
    return TITLES.get(language, TITLES["en"])[kind]
