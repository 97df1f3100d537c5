"""Forms about people: signing in, adding a member, changing roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.roles import Role


class SignInForm(AuthenticationForm):
    """E-mail address and password."""

    username = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    error_messages = {
        "invalid_login": _("The e-mail address and the password do not belong together. Check both and try again."),
        "inactive": _("This account has been closed. Ask your administrator."),
    }

    def clean_username(self) -> str:
        """Accounts are kept in small letters; a phone likes to write the first one large."""
        return str(self.cleaned_data["username"]).lower()


class OwnPasswordForm(PasswordChangeForm):
    """Django's own, with the rules said in the house's words."""

    error_messages = {
        "password_mismatch": _("The two new passwords are not the same. Type the same one twice."),
        "password_incorrect": _("This is not your present password. Type it again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = _(
            "At least 8 characters, no common password, and nothing like your name or e-mail address."
        )
        self.fields["new_password2"].help_text = ""

    def clean(self) -> dict[str, Any]:
        """What is wrong with the new password stands under it; under its repetition only that the two differ."""
        self.validate_password_for_user(self.user, "new_password1")
        self.validate_passwords("new_password1", "new_password2")
        return self.cleaned_data


class RolesForm(forms.Form):
    """What a member does here."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple, required=False
    )


class NewMemberForm(RolesForm):
    """A new member of this organisation."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"))
    password = forms.CharField(
        label=_("First password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Give it to the member in person."),
    )
    field_order = ["name", "email", "password", "roles"]

    def clean(self) -> dict[str, Any]:
        """A password that the rules refuse for this name and address stays with the form."""
        name, email = (self.cleaned_data.get(field, "") for field in ("name", "email"))
        if password := self.cleaned_data.get("password"):
            try:
                validate_password(password, User(username=email, email=email, first_name=name))
            except ValidationError as error:
                self.add_error("password", error)
        return self.cleaned_data
