"""The manager's lists: people who log in, practitioners, kinds of credential."""

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models

from .admin_site import ManagedByManager
from .models import CredentialType, Practitioner, User

admin.site.unregister(Group)  # Roles are fixed in clinic.access; a group made by hand would grant nothing.
admin.site.unregister(EmailAddress)  # One address a person, kept on the user itself.


class NewUserForm(BaseUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")


class RolesField(forms.ModelMultipleChoiceField):
    """The roles; a number that no database holds is no role, and not a failure."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if not (str(key).isdecimal() and len(str(key)) < 10):
                raise ValidationError(self.error_messages["invalid_pk_value"], params={"pk": key})
        return super().clean(value)


@admin.register(User)
class PersonAdmin(ManagedByManager, UserAdmin):
    add_form = NewUserForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("name", "email", "role_names", "is_active")
    list_filter = ("groups", "is_active")
    search_fields = ("name", "email")
    ordering = ("name",)
    filter_horizontal = ("groups",)
    readonly_fields = ("last_login", "joined_at")
    fieldsets = (
        (None, {"fields": ("email", "password", "name")}),
        ("Roles", {"fields": ("groups", "is_active")}),
        ("Times", {"fields": ("last_login", "joined_at")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "password1", "password2", "groups")}),)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["form_class"] = RolesField
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description="roles")
    def role_names(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).prefetch_related("groups")


@admin.register(Practitioner)
class PractitionerAdmin(ManagedByManager, admin.ModelAdmin):
    list_display = ("display_name", "post_nominals", "is_active", "is_listed")
    search_fields = ("display_name",)
    prepopulated_fields = {"slug": ("display_name",)}


@admin.register(CredentialType)
class CredentialTypeAdmin(ManagedByManager, admin.ModelAdmin):
    list_display = ("name", "issuing_body", "jurisdiction", "is_on_notes")
    search_fields = ("name", "issuing_body", "former_names")
    formfield_overrides: ClassVar = {models.URLField: {"assume_scheme": "https"}}
