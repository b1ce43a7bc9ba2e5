"""What was given out, what must be held, and what was erased."""

from .disclosures import Disclosure
from .erasures import Erasure, LegalHold, Tombstone

__all__ = ["Disclosure", "Erasure", "LegalHold", "Tombstone"]
