"""Checkpoints: signed by the log, seen and countersigned by the other party and the network, never changed."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.evidence.models import Checkpoint, Countersignature
from vlavirgem_graphql.evidence.services.checkpoints import log_key, make_checkpoint, signed_text, witness_key
from vlavirgem_graphql.evidence.services.keys import replace_key
from vlavirgem_graphql.evidence.services.witnessing import Witnessed, countersign_others
from vlavirgem_graphql.evidence.verifier import EvidenceError, Key, read_checkpoint, read_key
from vlavirgem_graphql.exchange.models import Agreement, EventKind, ExchangeEvent, Offer
from vlavirgem_graphql.exchange.services.advising import NO_PERSONAL_DATA
from vlavirgem_graphql.exchange.services.agreements import sign_agreement
from vlavirgem_graphql.exchange.services.evidence import append_event
from vlavirgem_graphql.signatures.models import SigningKey
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

Grow = Callable[[Tenant, int], None]
CheckpointOf = Callable[[Tenant], Checkpoint]


def countersign(tenant: Tenant) -> Witnessed:
    with tenant_scope(tenant):
        return countersign_others(actor=Actor.system(tenant))


def all_keys() -> list[Key]:
    return [make(key) for key in SigningKey.objects.select_related("owner") for make in (log_key, witness_key)]


def test_a_checkpoint_is_a_signed_note_that_anybody_checks(
    aalst: Tenant, genk: Tenant, grow: Grow, checkpoint_of: CheckpointOf
) -> None:
    grow(aalst, 3)
    made = checkpoint_of(aalst)

    # Then it is three lines, an empty one, and the log's signature
    assert made.text.startswith(f"aalst.vvg.localhost/evidence\n3\n{base64.b64encode(bytes(made.root)).decode()}\n\n— ")
    with tenant_scope(genk):
        keys = [read_key(key.text) for key in all_keys()]
    read = read_checkpoint(made.text)
    assert (read.log, read.size, read.witnesses(keys)) == ("aalst.vvg.localhost/evidence", 3, [])

    # And another text, or another's key, does not fit
    with pytest.raises(EvidenceError, match="not theirs"):
        read_checkpoint(made.text.replace("\n3\n", "\n2\n")).witnesses(keys)
    with pytest.raises(EvidenceError, match="no known key"):
        read.witnesses([key for key in keys if not key.name.startswith("aalst")])


def test_no_second_checkpoint_is_made_where_nothing_came_in(aalst: Tenant, genk: Tenant, grow: Grow) -> None:
    grow(aalst, 2)
    with tenant_scope(aalst):
        assert make_checkpoint(actor=Actor.system(aalst))
        assert make_checkpoint(actor=Actor.system(aalst)) is None
    grow(aalst, 1)
    with tenant_scope(aalst):
        again = make_checkpoint(actor=Actor.system(aalst))
        assert again is not None
        assert (again.size, again.previous_size) == (3, 2)
    with tenant_scope(genk):
        assert make_checkpoint(actor=Actor.system(genk)) is None


def test_only_who_signs_for_the_organisation_makes_one(
    aalst: Tenant, grow: Grow, actor_of: Callable[..., Actor]
) -> None:
    grow(aalst, 1)
    developer, administrator = actor_of(aalst, Role.DEVELOPER), actor_of(aalst, Role.ADMINISTRATOR)
    with tenant_scope(aalst):
        for deed in (make_checkpoint, countersign_others):
            with pytest.raises(Refusal):
                deed(actor=developer)
        with pytest.raises(Refusal):
            replace_key(actor=developer, reason="zomaar")
        assert make_checkpoint(actor=administrator)


def test_the_other_party_and_the_network_see_and_countersign_it_and_nobody_else(
    aalst: Tenant, brugge: Tenant, genk: Tenant, network: Tenant, agreement: Agreement, checkpoint_of: CheckpointOf
) -> None:
    assert agreement.provider == brugge
    made = checkpoint_of(aalst)

    for witness in (brugge, network):
        [signed] = [each for each in countersign(witness).signed if each.checkpoint_id == made.pk]
        assert (signed.size, bytes(signed.root)) == (made.size, bytes(made.root))
        assert countersign(witness).signed == []  # once
    assert countersign(genk).signed == []
    with tenant_scope(genk):
        assert not Checkpoint.objects.filter(pk=made.pk).exists()

    # Then the checkpoint carries their signatures
    with tenant_scope(aalst):
        text = signed_text(made, made.countersignatures.all())
        assert read_checkpoint(text).witnesses(all_keys()) == [
            "brugge.vvg.localhost/witness",
            "net.vvg.localhost/witness",
        ]
        forged = text.replace("brugge.vvg.localhost/witness", "genk.vvg.localhost/witness")
        assert read_checkpoint(forged).witnesses(all_keys()) == ["net.vvg.localhost/witness"]


def test_who_only_proposed_does_not_learn_how_much_happens_there(
    aalst: Tenant, brugge: Tenant, proposed: Agreement, checkpoint_of: CheckpointOf
) -> None:
    # Given a consumer that proposed and signed by itself
    with tenant_scope(aalst):
        sign_agreement(actor=Actor.system(aalst), agreement=proposed, advice=NO_PERSONAL_DATA)
    before = checkpoint_of(brugge)
    with tenant_scope(aalst):
        assert not Checkpoint.objects.filter(pk=before.pk).exists()

    with tenant_scope(brugge):
        sign_agreement(actor=Actor.system(brugge), agreement=proposed, advice=NO_PERSONAL_DATA)
    after = checkpoint_of(brugge)

    with tenant_scope(aalst):
        assert Checkpoint.objects.filter(pk=after.pk).exists()


def test_whose_data_was_asked_for_without_an_agreement_holds_the_checkpoint_too(
    aalst: Tenant, brugge: Tenant, genk: Tenant, offer: Offer, grow: Grow, checkpoint_of: CheckpointOf
) -> None:
    # Given a refusal, and nothing that was agreed
    with tenant_scope(aalst):
        append_event(actor=Actor.system(aalst), kind=EventKind.DENIED, rows_of_offers={offer.pk: 0})
    made = checkpoint_of(aalst)

    # Then Brugge can prove it, and Genk does not even see how long Aalst's log is
    assert [each.checkpoint_id for each in countersign(brugge).signed] == [made.pk]
    assert countersign(genk).signed == []

    # And goes on seeing them, or it could not tell whether the log still holds what it saw
    for _number in range(2):
        grow(aalst, 1)
        later = checkpoint_of(aalst)
    done = countersign(brugge)
    assert ([each.checkpoint_id for each in done.signed], done.distrusted) == ([later.pk], [])


@pytest.fixture
def seen(network: Tenant, aalst: Tenant, grow: Grow, checkpoint_of: CheckpointOf) -> Checkpoint:
    """A checkpoint of five events that the network countersigned."""
    grow(aalst, 5)
    made = checkpoint_of(aalst)
    assert len(countersign(network).signed) == 1
    return made


def test_a_log_that_goes_on_is_countersigned_also_over_checkpoints_that_were_missed(
    network: Tenant, aalst: Tenant, seen: Checkpoint, grow: Grow, checkpoint_of: CheckpointOf
) -> None:
    for _number in range(3):
        grow(aalst, 2)
        checkpoint_of(aalst)
    done = countersign(network)
    assert ([each.size for each in done.signed], done.distrusted) == ([11], [])


def test_a_log_that_was_written_anew_is_not_countersigned(
    network: Tenant, aalst: Tenant, seen: Checkpoint, grow: Grow, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given an event that was changed by somebody with all power over the database, before the next checkpoint
    grow(aalst, 2)
    monkeypatch.setattr(
        "vlavirgem_graphql.evidence.services.checkpoints.own_hashes",
        lambda _owner: lambda _level, start: [bytes([start % 256]) * 32] * 256,
    )
    with tenant_scope(aalst):
        forged = make_checkpoint(actor=Actor.system(aalst))
    assert forged is not None

    # Then the witness remembers what was there
    done = countersign(network)
    assert done.signed == []
    assert [(each.log, each.reason) for each in done.distrusted] == [
        (aalst, "the tree of 7 does not begin with the one of 5 that was seen before")
    ]


def test_the_database_takes_no_checkpoint_out_of_order_and_no_countersignature_of_something_else(
    network: Tenant, aalst: Tenant, brugge: Tenant, seen: Checkpoint, grow: Grow
) -> None:
    grow(aalst, 4)

    def another(**changed: object) -> Checkpoint:
        values: dict[str, object] = {"size": 8, "previous_size": 5, "root": bytes(32), "origin": "x", **changed}
        text = f"{values['origin']}\n{values['size']}\n{base64.b64encode(bytes(32)).decode()}\n\n"
        values = {"owner": aalst, "key": seen.key, "text": text, "proof": b"", "visibility": "network", **values}
        return Checkpoint(**values)

    with tenant_scope(aalst):
        for wrong in (
            {"size": 5},  # no more than the last
            {"size": 4},
            {"size": 10},  # more than the log has
            {"previous_size": 4},
            {"text": "x\n8\nniets\n\n"},
            {"owner": brugge},
            {"key": SigningKey.objects.get(owner=brugge)},
        ):
            with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
                another(**wrong).save(force_insert=True)
        another().save(force_insert=True)
    with tenant_scope(network):
        key = SigningKey.objects.get(owner=network, valid_until=None)
        good = Checkpoint.objects.get(size=8)
        sign = {"owner": network, "checkpoint": good, "key": key, "line": "", "signed_at": good.made_at}
        for size, root in ((7, bytes(32)), (8, b"x" * 32)):
            with pytest.raises(IntegrityError, match="as it stands"), transaction.atomic():
                Countersignature.objects.create(size=size, root=root, **sign)
        Countersignature.objects.create(size=8, root=bytes(32), **sign)


def test_a_log_that_is_shorter_than_its_last_checkpoint_is_not_signed_again(aalst: Tenant, seen: Checkpoint) -> None:
    others = ExchangeEvent.objects.exclude(sequence__gt=3)
    with tenant_scope(aalst):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(ExchangeEvent, "objects", others)
            with pytest.raises(Refusal) as refused:
                make_checkpoint(actor=Actor.system(aalst))
        assert refused.value.code == "log-cut-off"
        assert make_checkpoint(actor=Actor.system(aalst)) is None


@pytest.mark.parametrize("table", ["evidence_checkpoint", "evidence_countersignature", "evidence_subtree"])
@pytest.mark.parametrize("change", ["UPDATE public.{} SET updated_at = now()", "DELETE FROM public.{}"])
def test_what_was_signed_is_never_changed(aalst: Tenant, seen: Checkpoint, table: str, change: str) -> None:
    with tenant_scope(aalst):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(change.format(table))
        assert Checkpoint.objects.filter(pk=seen.pk).exists()


def test_nobody_is_its_own_witness(aalst: Tenant, seen: Checkpoint) -> None:
    assert countersign(aalst).signed == []
    with tenant_scope(aalst), pytest.raises(IntegrityError, match="of another"), transaction.atomic():
        Countersignature.objects.create(
            owner=aalst,
            checkpoint=seen,
            key=seen.key,
            size=seen.size,
            root=bytes(seen.root),
            line="",
            signed_at=seen.made_at,
        )


def test_after_another_key_old_checkpoints_hold_and_new_ones_are_signed_with_it(
    network: Tenant, aalst: Tenant, seen: Checkpoint, checkpoint_of: CheckpointOf
) -> None:
    with tenant_scope(aalst):
        key = replace_key(actor=Actor.system(aalst), reason="De laptop is weg")
        assert ExchangeEvent.objects.first().kind == "key-replaced"
    later = checkpoint_of(aalst)
    assert later.key_id == key.pk
    assert countersign(network).distrusted == []
    with tenant_scope(network):
        for checkpoint in (seen, later):
            text = signed_text(checkpoint, checkpoint.countersignatures.all())
            assert read_checkpoint(text).witnesses(all_keys()) == ["net.vvg.localhost/witness"]


@pytest.mark.parametrize(
    "text", ["", "x", "a\n1\nAA==", "a\n1\nAA==\n", "a\nx\nAA==\n\n", "a\n1\n!\n\n", "a\n1\nAA==\n\nniets", "\n1\n\n\n"]
)
def test_what_is_no_checkpoint_is_refused_in_words(text: str) -> None:
    with pytest.raises(EvidenceError):
        read_checkpoint(text).witnesses([])


@pytest.mark.parametrize("line", ["a+b+c d e", "a+00000000+AQ==", "a+12345678+AQIDBA=="])
def test_what_is_no_key_is_refused_in_words(line: str) -> None:
    with pytest.raises(EvidenceError):
        read_key(line)
