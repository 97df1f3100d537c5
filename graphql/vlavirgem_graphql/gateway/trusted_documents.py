"""Trusted documents: those that a program asks for by their SHA-256 alone, and beside which its key may take no other.

Source: GraphQL over HTTP, appendix on persisted documents: ``documentId`` is ``sha256:`` and the hash in hexadecimal.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode

from vlavirgem.graphql_requests.documents import DocumentRefusedError, parsed, require_valid
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.gateway.context import record_refusal
from vlavirgem_graphql.gateway.errors import formatted
from vlavirgem_graphql.gateway.models import GatewayKey, TrustedDocument
from vlavirgem_graphql.gateway.negotiation import HttpRefusalError
from vlavirgem_graphql.gateway.pricing import GatewayPricing
from vlavirgem_graphql.gateway.statement import run_statement
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

if TYPE_CHECKING:
    from vlavirgem.graphql_requests.requests import GraphQLRequest
    from vlavirgem_graphql.gateway.context import Caller

MOST_OF_A_KEY = 500

# The last use is worth knowing to the minute.
_FIND = """
select text, id, last_used_at is null or last_used_at < now() - interval '1 minute'
from gateway_trusted_document where key_id = $1::uuid and digest = $2::text and withdrawn_at is null
"""
_USED = "update gateway_trusted_document set last_used_at = now() where id = $1::uuid"


def with_trusted_text(asked: GraphQLRequest, caller: Caller) -> GraphQLRequest:
    """The request with the text of the document that it names. Raises HttpRefusalError: 404 for one that is not
    trusted, 403 where a key that is limited to trusted documents brings another."""
    if not (asked.document or caller.only_trusted):
        return asked
    digest = asked.document or digest_of_document(asked.query)
    rows = run_statement(_FIND, [caller.key, digest]) if caller.key_id is not None else []
    if not rows:
        raise _not_trusted(caller, by_name=bool(asked.document))
    text, document_id, unused = (cell.decode() if cell else "" for cell in rows[0])
    if unused == "t":
        run_statement(_USED, [document_id])
    return replace(asked, query=text, document="")


def _not_trusted(caller: Caller, *, by_name: bool) -> HttpRefusalError:
    if by_name:
        said = _("This key has no trusted document with that hash. Give it under Developers, at the key.")
        return HttpRefusalError(HTTPStatus.NOT_FOUND, "DOCUMENT_UNKNOWN", said)
    return trusted_only(caller)


def trusted_only(caller: Caller) -> HttpRefusalError:
    """The refusal, on record, of a key that is limited to trusted documents for anything else."""
    said = _("This key takes its trusted documents only. Give this one under Developers, at the key.")
    event_id = record_refusal(caller, "DOCUMENT_NOT_TRUSTED")
    return HttpRefusalError(HTTPStatus.FORBIDDEN, "DOCUMENT_NOT_TRUSTED", said, evidence=event_id)


@transaction.atomic
def trust_document(*, actor: Actor, key: GatewayKey, text: str, schema: GraphQLSchema) -> TrustedDocument:
    """Let a key ask for this document by its hash; one that was withdrawn is trusted again.

    Raises Refusal without the permission, for a document that the schema or the limits refuse (with its place), for a
    revoked key, and for one that has :data:`MOST_OF_A_KEY` already.
    """
    actor.require(Permission.GATEWAY_KEY)
    held = GatewayKey.objects.select_for_update().get(pk=key.pk)
    if held.revoked_at is not None:
        raise Refusal(_("This key is revoked."), remedy=_("Give the document to another key."), code="key-revoked")
    node = _valid(text, schema, may_introspect=held.may_introspect)
    digest = digest_of_document(text)
    known = TrustedDocument.objects.filter(key=held, digest=digest).first()
    if known is None:
        if held.trusted_documents.in_use().count() >= MOST_OF_A_KEY:
            raise Refusal(
                _("A key has at most %(most)s trusted documents.") % {"most": MOST_OF_A_KEY},
                remedy=_("Withdraw those that nobody uses, or make another key."),
                code="too-many-documents",
            )
        return TrustedDocument.objects.create(
            key=held, digest=digest, name=_name_of(node), text=text, added_by=actor.name
        )
    if known.withdrawn_at is not None:
        known.withdrawn_at, known.added_by = None, actor.name
        known.save(update_fields=["withdrawn_at", "added_by"])
    return known


@transaction.atomic
def withdraw_document(*, actor: Actor, document: TrustedDocument) -> TrustedDocument:
    """Trust a document no longer, from the next request on; doing it twice changes nothing."""
    actor.require(Permission.GATEWAY_KEY)
    held = TrustedDocument.objects.select_for_update().get(pk=document.pk)
    if held.withdrawn_at is None:
        held.withdrawn_at = timezone.now()
        held.save(update_fields=["withdrawn_at"])
    return held


@transaction.atomic
def limit_key(*, actor: Actor, key: GatewayKey, only_trusted: bool) -> GatewayKey:
    """Let a key take nothing but its trusted documents, or any again."""
    actor.require(Permission.GATEWAY_KEY)
    held = GatewayKey.objects.select_for_update().get(pk=key.pk)
    held.only_trusted = only_trusted
    held.save(update_fields=["only_trusted"])
    return held


def digest_of_document(text: str) -> str:
    """SHA-256 of the text as it is, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _valid(text: str, schema: GraphQLSchema, *, may_introspect: bool) -> DocumentNode:
    try:
        node = parsed(text)
        require_valid(schema, GatewayPricing(), node, may_introspect=may_introspect)
    except DocumentRefusedError as refused:
        error = formatted(refused.errors[0], code=refused.code)
        places = error.get("locations") or []
        raise Refusal(
            error["message"],
            remedy=_("Try the document in the explorer first."),
            code=str(error["extensions"]["code"]).lower().replace("_", "-"),
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place=", ".join(_("line %(line)s, column %(column)s") % place for place in places),
        ) from refused
    return node


def _name_of(node: DocumentNode) -> str:
    """The names of its operations; those without one by what they are."""
    operations = [each for each in node.definitions if isinstance(each, OperationDefinitionNode)]
    named = [each.name.value if each.name else each.operation.value for each in operations]
    longest = TrustedDocument._meta.get_field("name").max_length
    return ", ".join(named)[:longest]
