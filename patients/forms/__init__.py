"""The forms about patients, by subject."""

from .people import EditPatientForm, NewPatientForm, SearchForm, from_search, text

__all__ = ["EditPatientForm", "NewPatientForm", "SearchForm", "from_search", "text"]
