"""What every form shares: plain words, no browser validation, one-time keys, dates in three boxes."""

import uuid
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

MONTHS = {
    name: number
    for number, name in enumerate(
        [
            *("january", "february", "march", "april", "may", "june"),
            *("july", "august", "september", "october", "november", "december"),
        ],
        start=1,
    )
}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}


class PlainHelper(FormHelper):
    """Crispy's helper for forms whose page writes the <form> tag, the token and the buttons itself."""

    # Crispy looks this up as the name of a URL each time a form is shown, and fails; a plain text spares that.
    form_action = ""
    form_tag = False
    disable_csrf = True


REQUIRED = forms.Field.default_error_messages["required"]
INVALID_CHOICE = forms.ChoiceField.default_error_messages["invalid_choice"]
NO_SUCH_CHOICE = forms.ModelChoiceField.default_error_messages["invalid_choice"]
BAD_EMAIL = "Enter an e-mail address with an @, such as name@example.org."


def name_the_field_in_errors(name: str, field: forms.Field) -> None:
    """Give the sentences that a form does not write itself: they name the field and say how to mend it.

    They come into force at validation, by code, so a sentence that the form did give is left alone.
    """
    label = str(field.label or name.replace("_", " "))
    label = label[0].upper() + label[1:]
    inside = label if label[:2].isalpha() and label[:2].isupper() else label[0].lower() + label[1:]
    errors = field.error_messages
    chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
    if errors.get("required") is REQUIRED:
        errors["required"] = f"{'Choose' if chosen else 'Enter'} {inside}."
    if chosen and errors.get("invalid_choice") in (INVALID_CHOICE, NO_SUCH_CHOICE):
        errors["invalid_choice"] = f"{label}: choose one of those offered."
    if isinstance(field, forms.CharField):
        errors.setdefault(
            "max_length", f"{label} must be %(limit_value)d characters or fewer; this has %(show_value)d."
        )
        errors.setdefault(
            "null_characters_not_allowed", f"{label} holds a character that cannot be kept (NUL). Type it again."
        )
    if isinstance(field, forms.EmailField):
        errors["invalid"] = BAD_EMAIL


class PlainFormMixin:
    """Crispy helper, no `required` attributes (the server says what is missing), hints and errors tied to fields."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        self._name_fields_in_errors()
        super().__init__(*args, **kwargs)
        self.helper = PlainHelper()

    @classmethod
    def _name_fields_in_errors(cls) -> None:
        """Once for each kind of form, on the fields that its instances are copied from."""
        if "_fields_are_named" not in cls.__dict__:
            for name, field in cls.base_fields.items():  # type: ignore[attr-defined]
                name_the_field_in_errors(name, field)
            cls._fields_are_named = True  # type: ignore[attr-defined]


class PlainForm(PlainFormMixin, forms.Form):
    """The base of every form that is not tied to a model."""


class PlainModelForm(PlainFormMixin, forms.ModelForm):
    """The base of every form tied to a model."""


class OnceMixin(forms.Form):
    """For forms that create: a key made when the form is shown, so that two presses make one row."""

    once_key = forms.UUIDField(
        # A browser that fills in hidden boxes after Back would bring an old key to a form that is meant anew.
        widget=forms.HiddenInput(attrs={"autocomplete": "off"}),
        initial=uuid.uuid4,
        error_messages={
            "required": "This page has lost its key. Press the button once more.",
            "invalid": "This page has lost its key. Press the button once more.",
        },
    )

    def clean_once_key(self) -> uuid.UUID:
        return self.cleaned_data["once_key"]


class ThreeBoxDate(forms.MultiWidget):
    """Day, month and year as three text boxes: quicker and surer than a calendar for a date of birth."""

    PARTS = ("day", "month", "year")
    # The boxes that an error speaks of, told by the field to its own copy; none named means all three.
    wrong: tuple[str, ...] = ()

    def __init__(self, attrs: dict[str, Any] | None = None, *, autocomplete: bool = False) -> None:
        boxes = []
        for part, width in (("day", 2), ("month", 4), ("year", 4)):
            box_attrs: dict[str, Any] = {"inputmode": "text" if part == "month" else "numeric", "size": width}
            box_attrs["autocomplete"] = f"bday-{part}" if autocomplete else "off"
            boxes.append(forms.TextInput(attrs=box_attrs))
        super().__init__(boxes, attrs)

    def decompress(self, value: date | None) -> list[Any]:
        return [value.day, value.month, value.year] if value else [None, None, None]

    @property
    def first_wrong(self) -> int:
        """The place of the box that the error summary's link goes to."""
        return self.PARTS.index(self.wrong[0]) if self.wrong else 0

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, box in zip(self.PARTS, context["widget"]["subwidgets"], strict=True):
            if self.wrong and part not in self.wrong:
                box["attrs"].pop("aria-invalid", None)
        return context

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Write the boxes straight into HTML, as `clinic.widgets` does and for the same reason."""
        widget = self.get_context(name, value, attrs)["widget"]
        boxes = format_html_join(
            "",
            '<div><label for="{}">{}</label><input{}></div>',
            (
                (box["attrs"]["id"], part.capitalize(), flatatt(_of_box(box) | box["attrs"]))
                for part, box in zip(self.PARTS, widget["subwidgets"], strict=True)
            ),
        )
        return format_html(
            '<div class="date-boxes"{}>{}</div>', flatatt({"id": widget["attrs"].get("id", False)}), boxes
        )


def _of_box(box: dict[str, Any]) -> dict[str, Any]:
    """Type, name and, where there is one, value of a text box."""
    said = {"type": box["type"], "name": box["name"]}
    return said if box["value"] is None else said | {"value": box["value"]}


VAS = """<div class="vas" data-vas data-min="{}" data-max="{}">
  <div class="vas-box">
    <input{}>
    <span class="vas-unit">mm</span>
    <output class="vas-state" hidden data-vas-state></output>
    <button type="button" class="btn btn-quiet" hidden data-vas-clear>Clear</button>
  </div>
  <div class="vas-scale">
    <div class="vas-slot" data-vas-slot></div>
    <div class="vas-ends"><span>0, no pain</span><span>100, worst pain</span></div>
  </div>
</div>"""


class VasInput(forms.NumberInput):
    """A pain score in millimetres, 0 to 100: a number box, and a slider beside it where scripts run. Blank is no score.

    The page adds css/vas.css and js/vas.js. The numbers are the field's own limits, so the slider follows them.
    """

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Write the box straight into HTML, as `clinic.widgets` does and for the same reason."""
        shown = self.build_attrs(self.attrs, attrs)
        lowest, highest = shown.pop("min", 0), shown.pop("max", 100)
        shown.pop("step", None)
        box: dict[str, Any] = {"type": "text", "inputmode": "numeric", "size": 4, "autocomplete": "off", "name": name}
        formatted = self.format_value(value)
        if formatted is not None:
            box["value"] = formatted
        return format_html(VAS, lowest, highest, flatatt(box | shown))


class ThreeBoxDateField(forms.Field):
    """A date from three boxes. The month may be a number or a name; each mistake gets its own sentence."""

    widget = ThreeBoxDate

    def __init__(self, *, what: str, **kwargs: Any) -> None:
        """`what` names the date in sentences, such as "Date of birth"."""
        self.what = what
        kwargs.setdefault("error_messages", {}).setdefault("required", f"Enter the {what[0].lower()}{what[1:]}.")
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        parts = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(parts):
            return None
        missing = [name for name, part in zip(ThreeBoxDate.PARTS, parts, strict=True) if not part]
        if missing:
            raise self._mistake(f"{self.what} must include a {' and a '.join(missing)}.", *missing)
        return self._date(*parts)

    def _mistake(self, sentence: str, *parts: str) -> ValidationError:
        """Return the error to raise, and mark the boxes that it speaks of."""
        if isinstance(self.widget, ThreeBoxDate):
            self.widget.wrong = parts
        return ValidationError(sentence)

    def _date(self, day: str, month: str, year: str) -> date:
        number = MONTHS.get(month.lower().rstrip("."), None)
        if number is None and month.isascii() and month.isdigit():
            number = int(month[:4])
        figures = {name: part.isascii() and part.isdigit() for name, part in (("day", day), ("year", year))}
        wrong = [name for name in ThreeBoxDate.PARTS if not figures.get(name, number is not None)]
        if number is None or wrong:
            raise self._mistake(f"{self.what} must be a real date, for example 27 3 1984 or 27 March 1984.", *wrong)
        if len(year) != 4:
            sentence = f"Write the year of the {self.what[0].lower()}{self.what[1:]} with four figures."
            raise self._mistake(sentence, "year")
        try:
            return date(int(year), number, int(day[:4]))
        except ValueError:
            raise ValidationError(f"{self.what} must be a real date: there is no {day} {month} {year}.") from None


class DateOfBirthField(ThreeBoxDateField):
    """A date of birth: a real date, not in the future, not more than 130 years ago (checked against `today`)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Date of birth")
        kwargs.setdefault("help_text", "For example, 27 3 1984")
        super().__init__(what="Date of birth", **kwargs)

    def clean(self, value: Any) -> date | None:
        from django.utils import timezone

        born = super().clean(value)
        now = timezone.localdate()
        if born is not None and born > now:
            raise self._mistake("Date of birth must be in the past. Check the year.", "year")
        if born is not None and born.year < now.year - 130:
            raise self._mistake("Date of birth is more than 130 years ago. Check the year.", "year")
        return born
