"""Users, who log in by e-mail, and the practitioners among them."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user; the address is kept in lower case, because people type it either way."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a superuser. It gets no role, so no clinical page opens to it."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Someone who works at the clinic and logs in."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField("may log in", default=True)
    is_staff = models.BooleanField(default=False, editable=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(name="user_email_is_lower_case", condition=Q(email=Lower("email"))),
            models.CheckConstraint(name="user_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class Practitioner(models.Model):
    """A person who treats: how they are shown, and the colour of their column in the diary."""

    class Colour(models.TextChoices):
        JADE = "jade"
        CLAY = "clay"
        INDIGO = "indigo"
        PLUM = "plum"
        OCHRE = "ochre"
        SLATE = "slate"

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="practitioner")
    display_name = models.CharField(max_length=150)
    post_nominals = models.CharField(max_length=100, blank=True, help_text="Letters after the name, such as L.Ac.")
    slug = models.SlugField(unique=True)
    languages = models.CharField(max_length=200, blank=True, help_text="Separated by commas.")
    biography = models.TextField(blank=True)
    colour = models.CharField(max_length=10, choices=Colour.choices, default=Colour.JADE)
    is_listed = models.BooleanField("shown on the public pages", default=False)
    is_active = models.BooleanField("takes appointments", default=True)

    class Meta:
        ordering = ["display_name", "pk"]
        constraints = [
            models.CheckConstraint(name="practitioner_has_a_name", condition=~Q(display_name="")),
            models.CheckConstraint(
                name="practitioner_colour_is_known",
                condition=Q(colour__in=["jade", "clay", "indigo", "plum", "ochre", "slate"]),
            ),
        ]

    def __str__(self) -> str:
        return self.titled

    @property
    def titled(self) -> str:
        """Name with the letters after it."""
        return f"{self.display_name}, {self.post_nominals}" if self.post_nominals else self.display_name
