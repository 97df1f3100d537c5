"""How long ago something was, in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def since(moment: datetime) -> str:
    """``{{ work.since|since }}``: "since 2 days", and "just now" for less than a minute, which would be 0 minutes."""
    if timezone.now() - moment < timedelta(minutes=1):
        return _("just now")
    return _("since %(ago)s") % {"ago": timesince(moment)}
