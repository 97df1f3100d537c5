"""What was done to the people of this organisation, in words: for its administrators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from vlavirgem.ui.components import HistoryLine
from vlavirgem_tenants.commons.models import History, HistoryQuerySet, Person
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role

VERBS: dict[str, Any] = {
    "added": _("added %(name)s: %(after)s"),
    "roles changed": _("changed the roles of %(name)s from %(before)s to %(after)s"),
    "account closed": _("removed %(name)s"),
    "account opened": _("put %(name)s back"),
    "password changed": _("chose a new password"),
    "password set": _("set a new password for %(name)s"),
    "locked out": _("closed sign-in of %(name)s to %(address)s for %(minutes)s minutes: too many wrong passwords"),
    "let in again": _("let %(name)s sign in again"),
}


def history_of_people(tenant: Tenant, *, before: datetime | None = None) -> HistoryQuerySet:
    """What was done to the people of ``tenant``, the latest first; ``before`` a moment for a further page."""
    entries = History.objects.filter(owner=tenant, subject_kind=Person._meta.label_lower)
    return entries.filter(created_at__lt=before) if before else entries


def people_lines(entries: Iterable[History]) -> list[HistoryLine]:
    """Each entry as a sentence in the language of the page, with the person's name."""
    entries = list(entries)
    names = dict(Person.objects.filter(pk__in={entry.subject_id for entry in entries}).values_list("pk", "name"))
    return [HistoryLine(at=entry.created_at, who=entry.actor_name, what=_sentence(entry, names)) for entry in entries]


def _sentence(entry: History, names: dict[Any, str]) -> str:
    told = {"before": "–", "after": "–", "address": "–", "minutes": "–", **entry.detail}
    told |= {which: _labels(told[which]) for which in ("before", "after")}
    words: str = str(VERBS.get(entry.verb, entry.verb)) % {**told, "name": names.get(entry.subject_id, "–")}
    return words


def _labels(roles: Iterable[str]) -> str:
    labels = dict(Role.choices)
    return ", ".join(str(labels.get(role, role)) for role in roles) or "–"
