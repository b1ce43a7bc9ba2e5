"""How people get an account: from the manager, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The email address or the password is not right. Check both and try again.",
        "incorrect_password": "That is not your password. Check it and try again.",
        "too_many_login_attempts": "There were too many attempts to log in. Wait a few minutes, then try again.",
        "unknown_email": "No account has that email address.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
