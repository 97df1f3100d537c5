"""Forms about people: signing in, adding a member, changing roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = _(
            "At least 8 characters, no common password, and nothing like your name or e-mail address."
        )
        self.fields["new_password2"].help_text = ""


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
        validators=[validate_password],
    )
    field_order = ["name", "email", "password", "roles"]
