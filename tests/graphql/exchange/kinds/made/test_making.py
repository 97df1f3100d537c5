"""Making kinds: who may, what takes the place of what, and what the database refuses whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.services import open_dataset
from vlavirgem_graphql.exchange.kinds import find_kind, known_kinds, open_kinds
from vlavirgem_graphql.exchange.models import KindMark, KindVersion
from vlavirgem_graphql.exchange.services.kinds import assess, close_kind, make_kind
from vlavirgem_graphql.schema.root import gateway_schema
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

Document = dict[str, Any]
ActorOf = Callable[..., Actor]


def refused(actor: Actor, document: Document) -> Refusal:
    with tenant_scope(actor.tenant), pytest.raises(Refusal) as told, transaction.atomic():
        make_kind(actor=actor, document=document)
    return told.value


def test_the_operator_makes_a_kind_that_everybody_knows_at_once(
    network: Tenant, aalst: Tenant, document: Document, actor_of: ActorOf
) -> None:
    with tenant_scope(network):
        made = make_kind(actor=actor_of(network), document=document)
        assert (made.name, made.version, made.revision, made.is_closed) == ("speelterrein", 1, 1, False)
    with tenant_scope(aalst):
        assert find_kind("speelterrein").type_name == "Playground"
        assert list(KindVersion.objects.get().document["properties"]) == list(document["properties"])
        assert open_dataset(actor=Actor.system(aalst), kind="speelterrein", title="Onze pleinen").kind == "speelterrein"


def test_nobody_else_makes_one(network: Tenant, aalst: Tenant, document: Document, actor_of: ActorOf) -> None:
    assert refused(actor_of(aalst), document).code == "network-only"
    assert refused(actor_of(network, Role.DEVELOPER), document).status == 403
    with tenant_scope(aalst), pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        KindVersion.objects.create(
            owner=aalst, name="eigen", version=1, revision=1, document=document, made_by="Een ander"
        )


def test_what_was_made_cannot_be_changed_or_taken_away(network: Tenant, document: Document, actor_of: ActorOf) -> None:
    with tenant_scope(network):
        make_kind(actor=actor_of(network), document=document)
        for statement in ("UPDATE exchange_kind_version SET name = 'x'", "DELETE FROM exchange_kind_version"):
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_the_same_document_again_makes_nothing(network: Tenant, document: Document, actor_of: ActorOf) -> None:
    with tenant_scope(network):
        first = make_kind(actor=actor_of(network), document=document)
        mark = KindMark.objects.get().mark
        assert make_kind(actor=actor_of(network), document=document) == first
        assert KindMark.objects.get().mark == mark


def test_a_compatible_change_takes_the_place_of_what_was(
    network: Tenant, document: Document, actor_of: ActorOf
) -> None:
    with tenant_scope(network):
        actor = actor_of(network)
        make_kind(actor=actor, document=document)
        document["properties"]["note"] = {"type": "string"}
        assert make_kind(actor=actor, document=document).revision == 2
        assert "note" in find_kind("speelterrein").field_names


def test_a_change_that_breaks_is_refused_and_is_a_version_of_its_own(
    network: Tenant, document: Document, second: Callable[[], Document], actor_of: ActorOf
) -> None:
    actor = actor_of(network)
    with tenant_scope(network):
        make_kind(actor=actor, document=document)
    del document["properties"]["shade"]
    told = refused(actor, document)
    assert (told.code, told.place) == ("kind-breaks", "/properties/shade")
    with tenant_scope(network):
        make_kind(actor=actor, document=second())

        # Both stand side by side; only of the second a dataset can be opened
        assert {"speelterrein", "speelterrein-2"} <= {kind.name for kind in known_kinds()}
        assert {kind.name for kind in open_kinds() if kind.version} == {"speelterrein-2"}
        with pytest.raises(Refusal):
            open_dataset(actor=Actor.system(network), kind="speelterrein", title="Te laat")
        assert refused(actor, document).place == "/x-vlavirgem-version"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"x-vlavirgem-name": "project"}, "/x-vlavirgem-name"),
        ({"x-vlavirgem-version": 2}, "/x-vlavirgem-version"),
        ({"x-vlavirgem-type": "Organisation"}, "/x-vlavirgem-type"),
        ({"x-vlavirgem-type": "Address"}, "/x-vlavirgem-type"),
        ({"x-vlavirgem-type": "String"}, "/x-vlavirgem-type"),
        ({"x-vlavirgem-list": "offers"}, "/x-vlavirgem-list"),
        ({"x-vlavirgem-list": "publicServices"}, "/x-vlavirgem-list"),
        ({"x-vlavirgem-name": "-".join("a" * 40)}, "/x-vlavirgem-name"),
    ],
)
def test_a_name_that_is_taken_or_too_long_is_refused(
    network: Tenant, document: Document, actor_of: ActorOf, change: Document, place: str
) -> None:
    with tenant_scope(network):
        with pytest.raises(Refusal) as told:
            assess({**document, **change})
        assert told.value.place == place
        assert assess(document).breaks == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"x-vlavirgem-name": "project"}, {"/x-vlavirgem-name", "/x-vlavirgem-type", "/x-vlavirgem-list"}),
        ({"x-vlavirgem-version": 0}, {"/x-vlavirgem-version"}),
        ({"x-vlavirgem-version": 3}, {"/x-vlavirgem-version"}),
        ({}, {"/x-vlavirgem-type", "/x-vlavirgem-list"}),
    ],
)
def test_names_that_are_taken_are_told_together_with_what_else_is_wrong(
    network: Tenant, document: Document, change: Document, told: set[str]
) -> None:
    document |= {"x-vlavirgem-type": "Organisation", "x-vlavirgem-list": "offers", "oneOf": [], **change}
    with tenant_scope(network):
        with pytest.raises(Refusal) as refused:
            assess(document)
        assert {each["place"] for each in refused.value.details} == {"/oneOf", *told}

        # And what follows from a name that is wrong is not told
        derived = {key: value for key, value in document.items() if key not in ("x-vlavirgem-type", "x-vlavirgem-list")}
        with pytest.raises(Refusal) as refused:
            assess(derived)
        more = {each["place"] for each in refused.value.details} or {refused.value.place}
        assert more == {"/oneOf", *told} - {"/x-vlavirgem-type", "/x-vlavirgem-list"}


@pytest.mark.parametrize("name", ["where", "event", "devicesInput"])
@pytest.mark.parametrize("stands", [False, True], ids=["in a new kind", "in a kind that stands"])
def test_a_group_whose_type_would_be_another_type_of_its_kind_is_refused(
    network: Tenant, document: Document, actor_of: ActorOf, name: str, stands: bool
) -> None:
    # Such a document would leave everybody without a schema, or without a part of it
    with tenant_scope(network):
        if stands:
            make_kind(actor=actor_of(network), document=document)
        group = {"type": "array", "items": {"type": "object", "properties": {"colour": {"type": "string"}}}}
        document["properties"][name] = group
        assert refused(actor_of(network), document).place == f"/properties/{name}"
        assert "Playground" in gateway_schema().graphql.type_map or not stands

        # And a group with a name of its own is not
        document["properties"]["gate"] = document["properties"].pop(name)
        make_kind(actor=actor_of(network), document=document)
        assert "PlaygroundGate" in gateway_schema().graphql.type_map


def test_a_closed_kind_stays_known_and_takes_no_new_dataset(
    network: Tenant, document: Document, actor_of: ActorOf
) -> None:
    with tenant_scope(network):
        make_kind(actor=actor_of(network), document=document)
        there = open_dataset(actor=actor_of(network), kind="speelterrein", title="Onze pleinen")
        close_kind(actor=actor_of(network), name="speelterrein")
        close_kind(actor=actor_of(network), name="speelterrein")  # again: nothing
        assert KindVersion.objects.count() == 2
        assert find_kind("speelterrein").is_closed
        assert "speelterrein" not in {kind.name for kind in open_kinds()}
        # Then a dataset that is there stays open to its title, and a new one is refused with the reason
        assert open_dataset(actor=actor_of(network), kind="speelterrein", title="Onze pleinen") == there
        with pytest.raises(Refusal) as closed:
            open_dataset(actor=actor_of(network), kind="speelterrein", title="Andere pleinen")
        assert closed.value.code == "kind-closed"
        for unknown in ("project", "project-" + "9" * 5_000):
            with pytest.raises(Refusal) as told:
                close_kind(actor=actor_of(network), name=unknown)
            assert told.value.code == "unknown-kind"
        # And its document opens it again
        make_kind(actor=actor_of(network), document=document)
        assert "speelterrein" in {kind.name for kind in open_kinds()}
