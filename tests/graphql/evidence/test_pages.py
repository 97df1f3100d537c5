"""The page of checkpoints and keys: for all members to read, for who signs to act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client

from vlavirgem_graphql.evidence.models import Checkpoint
from vlavirgem_graphql.evidence.verifier import read_checkpoint, read_key
from vlavirgem_graphql.exchange.models import Agreement
from vlavirgem_graphql.signatures.models import SigningKey
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

PAGE = "/data/evidence/checkpoints/"
ClientFor = Callable[..., Client]


def test_who_signs_makes_a_checkpoint_and_a_reader_sees_it_and_cannot(
    aalst: Tenant, client_for: ClientFor, grow: Callable[[Tenant, int], None]
) -> None:
    grow(aalst, 4)
    reader, administrator = client_for(aalst, Role.READER), client_for(aalst, Role.ADMINISTRATOR)
    assert reader.post(f"{PAGE}sign/").status_code == 403  # which is the fifth event
    assert "Nu een controlepunt maken" not in reader.get(PAGE).text

    answer = administrator.post(f"{PAGE}sign/", follow=True)

    assert "Ondertekend: ons logboek telt 5 gebeurtenissen." in answer.text
    with tenant_scope(aalst):
        made = Checkpoint.objects.get(owner=aalst)
    assert f"{PAGE}{made.pk}/" in reader.get(PAGE).text
    kept = reader.get(f"{PAGE}{made.pk}/")
    assert kept["Content-Disposition"] == 'attachment; filename="aalst-5.checkpoint.txt"'
    assert read_checkpoint(kept.text).size == 5
    assert "Sinds het laatste controlepunt" in administrator.post(f"{PAGE}sign/", follow=True).text


def test_the_other_party_sees_the_checkpoint_and_a_stranger_does_not(
    aalst: Tenant,
    brugge: Tenant,
    genk: Tenant,
    agreement: Agreement,
    client_for: ClientFor,
    checkpoint_of: Callable[[Tenant], Checkpoint],
) -> None:
    made = checkpoint_of(aalst)
    party, stranger = client_for(brugge, Role.ADMINISTRATOR), client_for(genk, Role.ADMINISTRATOR)
    assert f"{PAGE}{made.pk}/" in party.get(PAGE).text
    assert party.get(f"{PAGE}{made.pk}/").status_code == 200
    assert f"{PAGE}{made.pk}/" not in stranger.get(PAGE).text
    assert stranger.get(f"{PAGE}{made.pk}/").status_code == 404
    assert "Je ondertekende 1 controlepunt van een ander mee." in party.post(f"{PAGE}sign/", follow=True).text
    assert client_for(brugge).get(PAGE).status_code == 302


def test_another_key_is_taken_with_a_reason_by_who_signs(aalst: Tenant, client_for: ClientFor) -> None:
    administrator, developer = client_for(aalst, Role.ADMINISTRATOR), client_for(aalst, Role.DEVELOPER)
    address = "/data/evidence/keys/new/"
    assert developer.get(address).status_code == developer.post(address, {"reason": "x"}).status_code == 403
    assert administrator.post(address, {"reason": ""}).status_code == 422
    with tenant_scope(aalst):
        assert SigningKey.objects.filter(owner=aalst).count() == 1

    assert administrator.get(address).status_code == 200
    assert administrator.post(address, {"reason": "Jaarlijks"}).status_code == 302

    with tenant_scope(aalst):
        assert SigningKey.objects.filter(owner=aalst).count() == 2
        assert SigningKey.objects.filter(owner=aalst, valid_until=None).count() == 1


def test_the_keys_of_everybody_are_a_file_that_the_verifier_reads(aalst: Tenant, client_for: ClientFor) -> None:
    text = client_for(aalst, Role.READER).get("/evidence/keys.txt").text
    keys = [read_key(line) for line in text.splitlines()]
    names = {key.name for key in keys}
    assert {"aalst.vvg.localhost/evidence", "brugge.vvg.localhost/witness"} <= names
    assert all(key.since is not None for key in keys)
    stranger = client_for(aalst)
    assert stranger.get("/evidence/keys.txt", headers={"accept": "text/html"}).status_code == 302
    refused = stranger.get("/evidence/keys.txt")
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, 'Bearer realm="aalst"')
    assert client_for(aalst).get("/data/evidence/keys/").headers["Location"] == "/evidence/keys.txt"


def test_the_page_asks_the_database_a_fixed_number_of_questions(
    aalst: Tenant,
    client_for: ClientFor,
    grow: Callable[[Tenant, int], None],
    checkpoint_of: Callable[[Tenant], Checkpoint],
    django_assert_max_num_queries: Any,
) -> None:
    client = client_for(aalst, Role.ADMINISTRATOR)
    for _number in range(4):
        grow(aalst, 1)
        checkpoint_of(aalst)
    with django_assert_max_num_queries(25):
        assert client.get(PAGE).status_code == 200
