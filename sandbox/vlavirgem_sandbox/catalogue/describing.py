"""What a publisher tells of a service besides its contract, after the model of publiccode.yml: read, checked, kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vlavirgem.refusal import Refusal

MOST_PROFILES: Final = 10
_LONGEST: Final = 200
_UUID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_IPDC = re.compile(rf"https://(?:ipdc|productencatalogus)(?:\.[a-z]+)?\.vlaanderen\.be/id/concept(?:snapshot)?/{_UUID}")
_OSLO = re.compile(r"https://(?:data|implementatie|purl)\.(?:vlaanderen\.be|eu)/doc/applicatieprofiel/[\w./-]+")
_WEB = URLValidator(schemes=["https", "http"])
_MAIL = EmailValidator()


class Audience(models.TextChoices):
    """Who a service is for."""

    MUNICIPALITIES = "municipalities", gettext_lazy("Municipalities")
    WELFARE = "welfare", gettext_lazy("Public centres for social welfare")
    PROVINCES = "provinces", gettext_lazy("Provinces")
    ASSOCIATIONS = "intermunicipal", gettext_lazy("Intermunicipal associations")
    SUPPLIERS = "suppliers", gettext_lazy("Suppliers of software")


@dataclass(frozen=True, kw_only=True)
class Description:
    """Everything is optional; what is empty is not shown. The names are those of a file (``vlavirgem service
    describe``)."""

    audience: tuple[str, ...] = ()
    ipdc_concept: str = ""
    """The concept in Flanders' catalogue of products and services that this service serves."""
    oslo_profiles: tuple[str, ...] = ()
    """Addresses of the OSLO application profiles that the data keep to."""
    licence: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_page: str = ""
    software: str = ""
    """The software behind the service, or its publiccode.yml."""
    support_hours: str = ""

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Description:
        """As :meth:`as_row` wrote it."""
        known = {each.name for each in fields(cls)} & row.keys()
        read: dict[str, Any] = {}
        for name in known:
            read[name] = tuple(row[name]) if isinstance(row[name], list) else row[name]
        return cls(**read)

    def as_row(self) -> dict[str, Any]:
        """What is filled in, as JSON."""
        told = asdict(self).items()
        return {name: list(value) if isinstance(value, tuple) else value for name, value in told if value}

    @property
    def audience_labels(self) -> list[str]:
        """Who it is for, as people read it."""
        return [str(Audience(each).label) for each in self.audience]

    def faults(self) -> Iterator[tuple[str, str]]:
        """Each name with what is wrong with its value."""
        for name, value in asdict(self).items():
            if isinstance(value, str) and len(value) > _LONGEST:
                yield name, _("This is longer than %(most)s characters.") % {"most": _LONGEST}
        if unknown := set(self.audience) - set(Audience.values):
            yield "audience", _("“%(value)s” is not in the list.") % {"value": min(unknown)}
        if self.ipdc_concept and not _IPDC.fullmatch(self.ipdc_concept):
            yield (
                "ipdc_concept",
                _("This is no concept of the IPDC: https://ipdc.vlaanderen.be/id/concept/… with its id."),
            )
        for name in ("contact_page", "software"):
            if not _is_valid(_WEB, getattr(self, name)):
                yield name, _("This is no address of a page: it begins with https://.")
        if not _is_valid(_MAIL, self.contact_email):
            yield "contact_email", _("This is no e-mail address.")
        yield from self._faults_of_profiles()

    def _faults_of_profiles(self) -> Iterator[tuple[str, str]]:
        if len(self.oslo_profiles) > MOST_PROFILES:
            yield "oslo_profiles", _("Give at most %(most)s.") % {"most": MOST_PROFILES}
        for profile in self.oslo_profiles:
            if not _OSLO.fullmatch(profile):
                said = _("“%(value)s” is no OSLO profile: https://data.vlaanderen.be/doc/applicatieprofiel/…")
                yield "oslo_profiles", said % {"value": profile[:100]}


def _is_valid(check: URLValidator | EmailValidator, value: str) -> bool:
    """Whether it is empty or passes."""
    try:
        if value:
            check(value)
    except ValidationError:
        return False
    return True


def read_description(given: Mapping[str, Any]) -> Description:
    """Out of a file. Raises Refusal (422) that names what is unknown or no text."""
    lists = {each.name for each in fields(Description) if str(each.type).startswith("tuple")}
    read: dict[str, Any] = {}
    for name, value in given.items():
        if name not in {each.name for each in fields(Description)}:
            raise _unreadable(str(name), _("There is no such property."))
        if name in lists:
            if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
                raise _unreadable(name, _("This is no list of texts."))
            read[name] = tuple(each.strip() for each in value)
        elif not isinstance(value, str):
            raise _unreadable(name, _("This is no text."))
        else:
            read[name] = value.strip()
    return Description(**read)


def _unreadable(place: str, message: str) -> Refusal:
    names = ", ".join(each.name for each in fields(Description))
    return Refusal(
        message=message,
        remedy=_("It may have name, summary, themes, roadmap, and: %(names)s.") % {"names": names},
        code="unreadable-description",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        place=place,
    )
