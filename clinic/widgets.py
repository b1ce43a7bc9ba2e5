"""Text boxes that write their own tag: the session form has twenty, and a template for each cost a third of the page.

The attributes are those that Django gives, escaped by the same function.
"""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString


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
