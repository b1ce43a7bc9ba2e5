"""A form's field with its label, hint and errors, written straight into HTML.

The session form has some twenty fields; a template for each took half of the page's time. crispy's pack uses this
through templates/bootstrap5/field.html, so every form in the house looks the same.
"""

from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
OPTIONAL = ' <span class="optional">(optional)</span>'
ERROR_MARK = (
    '<i class="bi bi-exclamation-circle-fill" aria-hidden="true"></i><span class="visually-hidden">Error:</span> '
)


@register.simple_tag
def draw_field(field: BoundField, wrapper_class: str = "") -> SafeString:
    """Label above, hint below it, errors in words beside the field; "(optional)" instead of asterisks."""
    if field.is_hidden:
        return mark_safe(str(field))  # noqa: S308 - Django's own tag
    errors = field.errors
    classes = (
        "field" + (" has-error" if errors else "") + (f" {conditional_escape(wrapper_class)}" * bool(wrapper_class))
    )
    label = conditional_escape(field.label) + ("" if field.field.required else OPTIONAL)
    if field.use_fieldset:
        html = _fieldset(field, classes, label, errors)
    elif field.widget_type == "checkbox":
        html = _checkbox(field, classes, errors)
    else:
        html = (
            f'<div id="div_{field.auto_id}" class="{classes}"><label for="{field.id_for_label}">{label}</label>'
            f"{_hint(field)}{_errors(field, errors)}{field}</div>"
        )
    return mark_safe(html)  # noqa: S308 - every part is escaped above or below


def _fieldset(field: BoundField, classes: str, label: str, errors: Any) -> str:
    described = field.aria_describedby
    described = f' aria-describedby="{described}"' if described else ""
    return (
        f'<fieldset id="div_{field.auto_id}" class="{classes}"{described}><legend>{label}</legend>'
        f"{_hint(field)}{_errors(field, errors)}{field}</fieldset>"
    )


def _checkbox(field: BoundField, classes: str, errors: Any) -> str:
    label = f'<label for="{field.id_for_label}">{conditional_escape(field.label)}</label>'
    return (
        f'<div id="div_{field.auto_id}" class="{classes} field-check">{_errors(field, errors)}'
        f'<div class="check">{field}{label}</div>{_hint(field)}</div>'
    )


def _hint(field: BoundField) -> str:
    """The hint, as the form wrote it: help texts come from the code and may hold markup."""
    return f'<div class="hint" id="{field.auto_id}_helptext">{field.help_text}</div>' if field.help_text else ""


def _errors(field: BoundField, errors: Any) -> str:
    if not errors:
        return ""
    told = "".join(f"<p>{ERROR_MARK}{conditional_escape(error)}</p>" for error in errors)
    return f'<div class="error" id="{field.auto_id}_error">{told}</div>'
