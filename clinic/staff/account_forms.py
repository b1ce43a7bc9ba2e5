"""The account pages' forms in the house's words: allauth's own, without placeholders and browser validation."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms

from clinic.forms import PlainFormMixin

WORDS = {
    "login": ("Email address", "Enter your email address."),
    "email": ("Email address", "Enter your email address."),
    "password": ("Password", "Enter your password."),
    "oldpassword": ("Current password", "Enter the password that you use now."),
    "password1": ("New password", "Enter a new password."),
    "password2": ("New password again", "Enter the new password again."),
}


class PlainAccountForm(PlainFormMixin):
    """Give each field of an allauth form its label and its sentence, and take the placeholder away."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, sentence) in WORDS.items():
            if field := self.fields.get(name):
                field.label = label
                field.error_messages["required"] = sentence
                field.widget.attrs.pop("placeholder", None)
        for name in ("login", "password"):
            if field := self.fields.get(name):
                field.help_text = ""


class LoginForm(PlainAccountForm, allauth_forms.LoginForm):
    pass


class ReauthenticateForm(PlainAccountForm, allauth_forms.ReauthenticateForm):
    pass


class ResetPasswordForm(PlainAccountForm, allauth_forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(PlainAccountForm, allauth_forms.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(PlainAccountForm, allauth_forms.ChangePasswordForm):
    pass
