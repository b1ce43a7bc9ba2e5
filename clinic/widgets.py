"""Text boxes that write their own tag: the session form has twenty, and a template for each cost a third of the page.

The attributes are those that Django gives, escaped by the same function.
"""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

SELECTED = mark_safe(" selected")


class QuickInput(forms.TextInput):
    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        shown = {"type": self.input_type, "name": name}
        formatted = self.format_value(value)
        if formatted is not None:
            shown["value"] = str(formatted)
        return format_html("<input{}>", flatatt(shown | self.build_attrs(self.attrs, attrs)))


class QuickHidden(QuickInput):
    input_type = "hidden"


class QuickTextarea(forms.Textarea):
    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        shown = flatatt({"name": name} | self.build_attrs(self.attrs, attrs))
        # A browser drops one new line after the tag.
        return format_html("<textarea{}>\n{}</textarea>", shown, self.format_value(value) or "")


class QuickSelect(forms.Select):
    """A list to choose one from, without groups: a template for each option costs more than the rest of the field."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = set(self.format_value(value))
        options = [
            format_html('<option value="{}"{}>{}</option>', text, SELECTED if text in chosen else "", label)
            for text, label in ((str("" if value is None else value), label) for value, label in self.choices)
        ]
        shown = flatatt({"name": name} | self.build_attrs(self.attrs, attrs))
        return format_html("<select{}>{}</select>", shown, mark_safe("".join(options)))  # noqa: S308
