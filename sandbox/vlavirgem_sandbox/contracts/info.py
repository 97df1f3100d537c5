"""The head of a contract, the Info Object that OpenAPI and AsyncAPI share: what a catalogue needs to know of it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.fields import text_at
from vlavirgem_sandbox.contracts.model import Contact, JsonObject, Problem


def mended_info(document: JsonObject, name: str) -> list[Problem]:
    """Give the contract the title and version it needs in a catalogue, and say what was missing."""
    info = document.get("info")
    problems = []
    if not isinstance(info, dict):
        info = document["info"] = {}
    for field, instead in (("title", name or _("Untitled contract")), ("version", "1")):
        value = info.get(field)
        if isinstance(value, str) and value.strip():
            continue
        info[field] = str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else instead
        problems.append(
            Problem(
                severity="warning",
                message=_("The field '%(field)s' is missing or is not a text; '%(value)s' is used.")
                % {"field": field, "value": info[field]},
                remedy=_("Give the contract a title and a version, as text between quotes."),
                place=f"/info/{field}",
            )
        )
    return problems


def contact_of(info: JsonObject) -> Contact:
    contact = info.get("contact")
    if not isinstance(contact, dict):
        return Contact()
    return Contact(**{field: text_at(contact, field) for field in ("name", "url", "email")})
