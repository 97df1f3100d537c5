"""A kind out of a JSON Schema document (2020-12), with members of ours for what JSON Schema has no word for.

The document says what is told in the guide for operators; what it says besides is refused, since nobody would hold a
record against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import jsonschema_rs
import orjson
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vlavirgem_graphql.exchange.kinds.declaration import FieldType, Kind, KindField
from vlavirgem_graphql.exchange.kinds.made.asking import OURS, address, members, only, refusal, step, text, words
from vlavirgem_graphql.exchange.kinds.made.fields import NAME, Owner, fields_of, often_of
from vlavirgem_graphql.exchange.kinds.made.words import in_its_language
from vlavirgem_graphql.exchange.kinds.namespaces import IDENTITY
from vlavirgem_tenants.test_data_guard import find_real_numbers

MAX_BYTES: Final = 200_000
KEY: Final = "uri"
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_KNOWN: Final = (
    "$schema",
    "$id",
    "$comment",
    "title",
    "description",
    "type",
    "properties",
    "required",
    "additionalProperties",
    *(
        OURS + name
        for name in (
            "name",
            "version",
            "type",
            "list",
            "labels",
            "plurals",
            "descriptions",
            "class",
            "standard",
            "title",
        )
    ),
)
# With the number of its version behind it no longer than a column of names (64).
_KIND_NAME: Final = r"[a-z](?:-?[a-z0-9]){1,29}"
_TYPE_NAME: Final = r"[A-Z][A-Za-z0-9]{1,39}"
MAX_VERSION: Final = 999
_IDENTIFIER: Final = KindField(
    name=KEY, type=FieldType.URI, label=gettext_lazy("Identifier"), property_uri=IDENTITY, required=True
)


def read_document(source: bytes) -> dict[str, Any]:
    """The document in a file; raises Refusal for one that is too large or no JSON object, or is about real people."""
    if len(source) > MAX_BYTES:
        raise refusal(_("This document is larger than 200 kB."), "")
    try:
        document = orjson.loads(source)
    except orjson.JSONDecodeError as error:
        where = _("line %(line)s, column %(column)s") % {"line": error.lineno, "column": error.colno}
        raise refusal(_("What stands here does not follow the rules of JSON."), where) from error
    if real := find_real_numbers(document):
        raise refusal(_("It holds the national register number of a real person."), real[0].place)
    return dict(members(document, ""))


def kind_of(document: Mapping[str, Any]) -> Kind:
    """The kind that a document declares; raises Refusal with the place of what is not as it should be.

    Its second version has a name, a type and a list of its own, so that both stand beside each other.
    """
    only(document, _KNOWN, "")
    if document.get("$schema", _DIALECT) != _DIALECT:
        raise refusal(_("Only JSON Schema 2020-12 is read."), "/$schema")
    if document.get("type") != "object":
        raise refusal(_("A record is an object."), "/type", _('Write: "type": "object".'))
    version = _version(document)
    suffix = str(version) if version > 1 else ""
    name = text(document, OURS + "name", "", pattern=_KIND_NAME)
    if name == "new" or name.rpartition("-")[2].isdigit():
        raise refusal(_("A name ends in no number, and is not “new”."), step("", OURS + "name"))
    camel = "".join(part.capitalize() for part in name.split("-"))
    type_name = text(document, OURS + "type", "", pattern=_TYPE_NAME, default=camel) + suffix
    plain = camel[0].lower() + camel[1:]
    labels = words(document, OURS + "labels", "title", "")
    if not labels:
        raise refusal(
            _("The kind has no name for people."), step("", OURS + "labels"), _("Give it a title, in each language.")
        )
    title_field = text(document, OURS + "title", "", pattern=NAME, default=_default_title(document))
    fields = _with_identifier(fields_of(document, "", Owner(type_name, title_field)))
    _require_title(fields, title_field)
    kind = Kind(
        name=f"{name}-{suffix}" if suffix else name,
        label=in_its_language(labels),
        plural=in_its_language(words(document, OURS + "plurals", "title", "")),
        description=in_its_language(words(document, OURS + "descriptions", "description", "")),
        type_name=type_name,
        connection_name=text(document, OURS + "list", "", pattern=NAME, default=f"{plain}List") + suffix,
        context_uri=address(document, OURS + "standard", ""),
        class_uri=address(document, OURS + "class", ""),
        fields=fields,
        title_field=title_field,
        often_offered=often_of(document, "") or (title_field,),
        version=version,
    )
    _require_validator(kind)
    return kind


def _version(document: Mapping[str, Any]) -> int:
    version = document.get(OURS + "version", 1)
    if isinstance(version, bool) or not isinstance(version, int) or not 0 < version <= MAX_VERSION:
        raise refusal(_("A whole number from 1 belongs here."), step("", OURS + "version"))
    return version


def _default_title(document: Mapping[str, Any]) -> str | None:
    properties = document.get("properties")
    known = properties if isinstance(properties, dict) else {}
    return next((name for name in ("title", "name") if name in known), None)


def _with_identifier(fields: tuple[KindField, ...]) -> tuple[KindField, ...]:
    """Each kind has the address that identifies a record; a document need not say so."""
    declared = next((field for field in fields if field.name == KEY), None)
    if declared is not None and (declared.type is not FieldType.URI or declared.many):
        raise refusal(_("“uri” is the web address that identifies a record."), step("/properties", KEY))
    return (_IDENTIFIER, *(field for field in fields if field.name != KEY))


def _require_title(fields: tuple[KindField, ...], name: str) -> None:
    title = next((field for field in fields if field.name == name), None)
    if title is None or title.many or title.type is not FieldType.TEXT:
        raise refusal(
            _("“%(name)s” is no text that a record has once: people call a record by it.") % {"name": name},
            step("", OURS + "title"),
        )


def _require_validator(kind: Kind) -> None:
    """Limits are as JSON Schema has them, and a pattern can be matched in a time that is known."""
    try:
        jsonschema_rs.meta.validate(kind.json_schema())
        kind.validator  # noqa: B018 - made once, here
    except jsonschema_rs.ValidationError as error:
        place = "".join(f"/{each}" for each in error.instance_path)
        raise refusal(_("JSON Schema does not allow this here."), place) from error
    except ValueError as error:
        raise refusal(_("A pattern here cannot be matched."), "") from error
