"""One GraphQL request: who calls, what they may read, and what there is to say about it in the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

import orjson
from django.utils.translation import gettext as _
from graphql import GraphQLError, GraphQLResolveInfo
from graphql_relay import to_global_id

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.exchange.services.persons import mark_of
from vlavirgem_graphql.gateway.access import (
    NO_ACCESS,
    Access,
    Coverage,
    Mark,
    access_under,
    coverage_of,
    delegated_access,
    find_access,
)
from vlavirgem_graphql.gateway.compiler.plan import Plan, PlannedDocument
from vlavirgem_graphql.gateway.delegated_keys import Delegated
from vlavirgem_graphql.gateway.errors import refused
from vlavirgem_graphql.gateway.key_scopes import KeyScope, Program, scope_needed
from vlavirgem_graphql.gateway.statement import run_statement
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import after_request


@dataclass(frozen=True)
class Caller:
    """Who calls: a key of the tenant, or one of its members in the explorer (``key_id`` is None).

    ``scopes`` is PostgreSQL's text of what the key may do beside reading.
    """

    tenant: Tenant
    name: str
    key_id: UUID | None
    may_introspect: bool
    # Found together with the key.
    mark: Mark | None = field(default=None, compare=False)
    # Who sits before the explorer; ``name`` is that person's mark in the log.
    person: Actor | None = field(default=None, compare=False)
    scopes: str = "{}"
    points_a_minute: int | None = None
    only_trusted: bool = False
    # As it stands in this request; ``name`` is the delegate then.
    delegated: Delegated | None = field(default=None, compare=False)

    @property
    def id(self) -> UUID:
        """The key's, or the person's: whose budget it is, and whose idempotency keys."""
        found = self.key_id if self.person is None else self.person.person_id
        return found or UUID(int=0)

    @property
    def actor(self) -> Actor:
        """The caller as one who acts: the member with their roles, or the key with its scopes."""
        if self.person is not None:
            return self.person
        scopes = frozenset(KeyScope(scope) for scope in self.scopes.strip("{}").split(",") if scope)
        kind = None if self.delegated is None else self.delegated.kind
        return Program(
            tenant=self.tenant, name=self.name, person_id=None, roles=frozenset(), scopes=scopes, delegated_kind=kind
        )

    def require_scope(self, scope: KeyScope | None) -> None:
        """Raise Refusal for a key that was not made for this; None: no key is. A member's roles are asked elsewhere."""
        if self.person is None and (scope is None or scope not in self.scopes.strip("{}").split(",")):
            raise scope_needed(scope)

    def require_own(self) -> None:
        """Raise Refusal for a delegate: there is nothing here that it reads for the organisation."""
        if self.delegated is not None:
            raise delegated_only(self)

    @property
    def key(self) -> str | None:
        """The key's id as text."""
        return None if self.key_id is None else str(self.key_id)


@dataclass
class GatewayContext:
    """graphql-core's ``context_value``. ``extensions`` is what the answer says besides data and errors; ``broken`` is
    whether a part of a mutation was refused, ``cost`` what the document costs in points."""

    caller: Caller
    document: PlannedDocument
    evidence: dict[str, str] = field(default_factory=dict)
    withheld: list[dict[str, Any]] = field(default_factory=list)
    broken: bool = False
    cost: int = 0

    def access(self, kind: str) -> Access:
        """What may be read of a kind."""
        return self._access.get(kind, NO_ACCESS)

    @cached_property
    def _access(self) -> Mapping[str, Access]:
        """What is kept under the mark that came with the key; looked up once a request for a caller without one."""
        tenant_id, mark, delegated = self.caller.tenant.pk, self.caller.mark, self.caller.delegated
        access = find_access(tenant_id) if mark is None else access_under(mark, tenant_id)
        return access if delegated is None else delegated_access(access, delegated)

    @property
    def coverage(self) -> Coverage:
        """What decides how much of the schema the caller's organisation sees."""
        return coverage_of(self._access)

    def note_reading(self, info: GraphQLResolveInfo, authorisation: Any, plan: Plan, evidence: str | None) -> None:
        """Take up what the answer's ``extensions`` tell about one root field."""
        path = info.path.as_list()
        if evidence is not None:
            self.evidence[_dotted(path)] = evidence
        for name in plan.withheld:
            self.withheld.append({"path": path, "field": name, "providers": authorisation.slugs_without(name)})

    def denied(self, info: GraphQLResolveInfo, *, kind: Kind, providers: Sequence[str]) -> GraphQLError:
        """The refusal of a reading without agreement; it goes on record after the request, whatever becomes of that."""
        event_id = uuid4()
        code = "AGREEMENT_REQUIRED"
        detail = {"field": info.field_name, "kind": kind.name, "providers": list(providers), "reason": code}
        after_request(partial(_record_denial, self.caller, event_id, detail))
        whose = {"kind": kind.plural, "whom": ", ".join(providers)}
        said = (
            _("There is no live agreement with %(whom)s to read these data: %(kind)s. Propose one on the page Data.")
            if providers
            else _("There is no live agreement to read these data: %(kind)s. Propose one on the page Data.")
        )
        return refused(
            said % whose,
            code=code,
            providers=list(providers),
            evidence=str(event_id),
        )

    def take_read(self, info: GraphQLResolveInfo, *, kind: Kind, access: Access, looking: bool = False) -> None:
        """Take a read under each agreement that has a number of them a day, before anything is fetched; ``looking``
        only asks whether there is one left.

        Raises a refusal with code RATE_USED, which goes on record, where there is none: nothing is taken then.
        """
        if not access.rated:
            return
        spent = run_statement(TAKE_READS, [access.rated, "f" if looking else "t"])
        if not spent:
            return
        agreements = [cell.decode() for cell, _opens, _wait in spent if cell]
        opens, wait = (cell.decode() if cell else "" for cell in spent[0][1:])
        providers, event_id = access.owners_of(agreements), uuid4()
        detail = {"field": info.field_name, "kind": kind.name, "providers": providers, "reason": "RATE_USED"}
        after_request(partial(_record_denial, self.caller, event_id, detail))
        said = _(
            "The reads of today are used up under the agreement with %(whom)s: %(kind)s. Read again from %(when)s on."
        )
        raise refused(
            said % {"whom": ", ".join(providers), "kind": kind.plural, "when": opens},
            code="RATE_USED",
            agreements=[to_global_id("Agreement", agreement) for agreement in agreements],
            providers=providers,
            opensAt=opens,
            retryAfter=int(wait),
            evidence=str(event_id),
        )

    def missed(self, info: GraphQLResolveInfo, *, kind: Kind, records: Sequence[str]) -> None:
        """Put on record, as one denial, that records were asked for and not found among those that may be read."""
        event_id = uuid4()
        asked = {"record": records[0]} if len(records) == 1 else {"records": list(records)}
        detail = {"field": info.field_name, "kind": kind.name, "providers": [], "reason": "NOT_FOUND", **asked}
        after_request(partial(_record_denial, self.caller, event_id, detail))
        self.evidence.setdefault(_dotted(info.path.as_list()), str(event_id))

    @property
    def extensions(self) -> dict[str, Any]:
        """What goes into the answer's ``extensions``; empty where there is nothing to say."""
        said: dict[str, Any] = {
            "evidence": self.evidence,
            "withheld": self.withheld,
            "deprecated": [place.as_json() for place in self.document.deprecated],
            "cost": self.cost,
        }
        return {name: value for name, value in said.items() if value}


def delegated_only(caller: Caller) -> Refusal:
    """The refusal of a delegate for anything but what it was delegated for."""
    owner, title = caller.tenant.name, "" if caller.delegated is None else caller.delegated.title
    return Refusal(
        _("With this key you read “%(title)s” for %(owner)s, and nothing else.") % {"title": title, "owner": owner},
        remedy=_("Ask %(owner)s, who can delegate under another agreement too.") % {"owner": owner},
        code="key-scope-needed",
        status=HTTPStatus.FORBIDDEN,
    )


def _dotted(path: Sequence[str | int]) -> str:
    return ".".join(map(str, path))


TAKE_READS = (
    "select agreement,to_char(opens_at at time zone 'UTC','YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),"
    "ceil(extract(epoch from opens_at-now()))::int from public.exchange_take_reads($1::uuid[],$2::boolean)"
)
# It names the offers that were asked for, so that their owners find the denial in their evidence too.
_DENIAL = (
    "select public.exchange_append_event('denied',$1::text,coalesce(array_agg(offer.id),'{}'),"
    "coalesce(array_agg(0),'{}'),null,$2::json,$3::uuid) "
    "from public.exchange_offer offer join public.directory_tenant provider on provider.id=offer.owner_id "
    "where offer.kind=$4::text and provider.slug=any($5::text[]) and offer.withdrawn_at is null"
)


def record_refusal(caller: Caller, reason: str, *, field: str | None = None) -> str:
    """Put on record, as a denial, that the caller may not call at all, or not this field; after the request, whatever
    becomes of it. ``reason`` is the code of the answer. Returns the event's id. Of a delegate's denial the provider
    hears too."""
    event_id = uuid4()
    detail: dict[str, Any] = {"field": field, "kind": None, "providers": [], "reason": reason}
    if caller.delegated is not None:
        detail |= {"kind": caller.delegated.kind, "providers": [caller.delegated.provider]}
    after_request(partial(_record_denial, caller, event_id, detail))
    return str(event_id)


def _record_denial(caller: Caller, event_id: UUID, detail: dict[str, Any]) -> None:
    by = {} if caller.delegated is None else {"delegation": caller.delegated.id}
    facts = orjson.dumps({**detail, "key": caller.key, **by}).decode()
    # After a request that was undone, the mark that it made is gone as well.
    name = caller.name if caller.person is None else mark_of(caller.person)
    run_statement(_DENIAL, [name, facts, str(event_id), detail["kind"], detail["providers"]])
