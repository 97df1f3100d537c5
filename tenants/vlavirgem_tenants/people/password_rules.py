"""Django's rules for passwords, said in the house's words: its Dutch catalogue lacks one and says "u" in others."""

from __future__ import annotations

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class LongEnough(password_validation.MinimumLengthValidator):
    """At least eight characters."""

    def get_error_message(self) -> str:
        """What is wrong, and how long it must be."""
        words = ngettext(
            "This password is too short. Choose one of at least %(count)s character.",
            "This password is too short. Choose one of at least %(count)s characters.",
            self.min_length,
        )
        return words % {"count": self.min_length}


class NotCommon(password_validation.CommonPasswordValidator):
    """None of those that everybody tries first."""

    def get_error_message(self) -> str:
        """What is wrong, and what to do."""
        return _("Many people use this password, so it is guessed fast. Choose another one.")


class NotAboutThePerson(password_validation.UserAttributeSimilarityValidator):
    """Nothing that the member's name or address gives away."""

    def get_error_message(self) -> str:
        """What is wrong, and what to do."""
        return _("This password looks too much like the name or the e-mail address. Choose another one.")
