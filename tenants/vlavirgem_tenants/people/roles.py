"""The roles that a person can have in a tenant."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody does in a tenant; one person can have several.

    Who runs the installation has none: that is done with the command, on the machine that has the owner's login.
    """

    ADMINISTRATOR = "administrator", _("Administrator")
    PILOT_LEAD = "pilot_lead", _("Pilot lead")
    BUYER = "buyer", _("Buyer")
    EDITOR = "editor", _("Editor")
    DEVELOPER = "developer", _("Developer")
    MEMBER = "member", _("Member")
    READER = "reader", _("Reader")
