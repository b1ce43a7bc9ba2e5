"""`python manage.py add_manager EMAIL NAME`: the first account of a new clinic."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from clinic.access import Role
from clinic.staff.models import User


class Command(BaseCommand):
    help = "Make a practice manager's account. Asks for the password, or reads it from standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *, email: str, name: str, **options: Any) -> None:
        if User.objects.filter(email=email.lower()).exists():
            raise CommandError("Somebody has this e-mail address already.")
        password = getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_email(email)
            validate_password(password, User(email=email, name=name))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        if not name.strip():
            raise CommandError("Give the person's name.")
        with transaction.atomic():
            user = User.objects.create_user(email, password, name=name)
            user.groups.add(Group.objects.get(name=Role.MANAGER.value))
        self.stdout.write("Manager added. They can log in now.")
