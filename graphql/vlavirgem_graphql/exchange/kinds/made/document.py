"""A kind out of a JSON Schema document (2020-12), with members of ours for what JSON Schema has no word for.

The document says what is told in the guide for operators; what it says besides is refused, since nobody would hold a
record against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import jsonschema_rs
import orjson
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vlavirgem_graphql.exchange.kinds.declaration import FieldType, Kind, KindField
from vlavirgem_graphql.exchange.kinds.made.asking import OURS, Mistakes, Part, refusal, step
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
    mistakes = Mistakes()
    for real in find_real_numbers(document):
        mistakes.note(refusal(_("It holds the national register number of a real person."), real.place))
    mistakes.refuse()
    if not isinstance(document, dict):
        raise refusal(_("An object with members belongs here."), "")
    return document


@dataclass(frozen=True)
class Draft:
    """What a document says of a kind, as far as it can be read: a name that is wrong is empty, a field that is wrong is
    not there. ``base`` is the name without the number of its version."""

    base: str
    version: int
    type_name: str
    connection_name: str
    fields: tuple[KindField, ...]
    title_field: str


def kind_of(document: Mapping[str, Any]) -> Kind:
    """The kind that a document declares; raises Refusal that tells all that is not as it should be, with its place.

    Its second version has a name, a type and a list of its own, so that both stand beside each other.
    """
    mistakes = Mistakes()
    draft = draft_of(document, mistakes)
    return finished(draft, document, mistakes)


def draft_of(document: Mapping[str, Any], mistakes: Mistakes) -> Draft:
    """Read a document and note what is wrong with it, each place by itself: what only follows from another mistake is
    not told."""
    whole = Part(document, "", mistakes)
    whole.only(_KNOWN)
    if document.get("$schema", _DIALECT) != _DIALECT:
        whole.wrong(_("Only JSON Schema 2020-12 is read."), "/$schema")
    if document.get("type") != "object":
        whole.wrong(_("A record is an object."), "/type", _('Write: "type": "object".'))
    version = _version(whole)
    suffix = str(version) if version > 1 else ""
    name = _name(whole)
    camel = "".join(part.capitalize() for part in name.split("-"))
    plain = f"{camel[0].lower()}{camel[1:]}List" if camel else ""
    type_name = whole.text(OURS + "type", pattern=_TYPE_NAME, default=camel)
    type_name = type_name + suffix if type_name else ""
    connection = whole.text(OURS + "list", pattern=NAME, default=plain)
    properties = document.get("properties")
    title = whole.text(OURS + "title", pattern=NAME, default=_default_title(properties))
    fields = _with_identifier(whole, fields_of(whole, Owner(type_name, title)))
    # A field that is wrong is told at its own place, and so is an object that has none.
    if title and isinstance(properties, dict) and properties and (title not in properties or _named(fields, title)):
        _require_title(whole, fields, title)
    return Draft(name, version, type_name, connection + suffix if connection else "", fields, title)


def finished(draft: Draft, document: Mapping[str, Any], mistakes: Mistakes) -> Kind:
    """The kind; raises Refusal for all mistakes that were noted, and for those that this notes too."""
    whole = Part(document, "", mistakes)
    labels = whole.words(OURS + "labels", "title")
    if not labels:  # a word that is wrong was noted already, at the same place or at the title
        said, how = _("The kind has no name for people."), _("Give it a title, in each language.")
        if "title" not in document or OURS + "labels" in document:
            whole.wrong(said, whole.at(OURS + "labels"), how)
    plurals, descriptions = whole.words(OURS + "plurals", "title"), whole.words(OURS + "descriptions", "description")
    context, of_class, often = whole.address(OURS + "standard"), whole.address(OURS + "class"), often_of(whole)
    mistakes.refuse()
    kind = Kind(
        name=f"{draft.base}-{draft.version}" if draft.version > 1 else draft.base,
        label=in_its_language(labels),
        plural=in_its_language(plurals),
        description=in_its_language(descriptions),
        type_name=draft.type_name,
        connection_name=draft.connection_name,
        context_uri=context,
        class_uri=of_class,
        fields=draft.fields,
        title_field=draft.title_field,
        often_offered=often or (draft.title_field,),
        version=draft.version,
    )
    _require_validator(kind)
    return kind


def _version(whole: Part) -> int:
    version = whole.given.get(OURS + "version", 1)
    if isinstance(version, bool) or not isinstance(version, int) or not 0 < version <= MAX_VERSION:
        whole.wrong(_("A whole number from 1 belongs here."), whole.at(OURS + "version"))
        return 0
    return version


def _name(whole: Part) -> str:
    name = whole.text(OURS + "name", pattern=_KIND_NAME)
    if name == "new" or name.rpartition("-")[2].isdigit():
        whole.wrong(_("A name ends in no number, and is not “new”."), whole.at(OURS + "name"))
        return ""
    return name


def _default_title(properties: Any) -> str | None:
    """The field that people would call a record by; empty where there are no fields to choose from."""
    if not isinstance(properties, dict) or not properties:
        return ""
    return next((name for name in ("title", "name") if name in properties), None)


def _with_identifier(whole: Part, fields: tuple[KindField, ...]) -> tuple[KindField, ...]:
    """Each kind has the address that identifies a record; a document need not say so."""
    declared = _named(fields, KEY)
    if declared is not None and (declared.type is not FieldType.URI or declared.many):
        whole.wrong(_("“uri” is the web address that identifies a record."), step("/properties", KEY))
    return (_IDENTIFIER, *(field for field in fields if field.name != KEY))


def _named(fields: tuple[KindField, ...], name: str) -> KindField | None:
    return next((field for field in fields if field.name == name), None)


def _require_title(whole: Part, fields: tuple[KindField, ...], name: str) -> None:
    title = _named(fields, name)
    if title is None or title.many or title.type is not FieldType.TEXT:
        said = _("“%(name)s” is no text that a record has once: people call a record by it.") % {"name": name}
        whole.wrong(said, whole.at(OURS + "title"))


def _require_validator(kind: Kind) -> None:
    """The whole of it is a JSON Schema: each limit by itself was looked at before."""
    try:
        jsonschema_rs.meta.validate(kind.json_schema())
        kind.validator  # noqa: B018 - made once, here
    except jsonschema_rs.ValidationError as error:
        place = "".join(f"/{each}" for each in error.instance_path)
        raise refusal(_("JSON Schema does not allow this here."), place) from error
    except ValueError as error:
        raise refusal(_("A pattern here cannot be matched."), "") from error
