"""What is exported is what was imported, for every reader of YAML; and what is bound is what fits."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.chains.arazzo.reading import read_arazzo
from vlavirgem_sandbox.chains.export import as_json, as_yaml
from vlavirgem_sandbox.chains.models import Chain, ChainState
from vlavirgem_sandbox.chains.services import ImportedFile, bind_sources, import_chain, new_chain
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor

# Texts that a reader of YAML 1.1 or 1.2 takes for something else when they stand without quotes.
AMBIGUOUS = [
    "no",
    "NO",
    "0o17",
    "1e3",
    "12",
    "1.10",
    "null",
    "~",
    "2026-01-01",
    "0x1f",
    ".inf",
    "a: b",
    "# x",
    "",
    "x\ny\n",
]


def test_exported_chain_is_the_imported_one(chain: Chain, in_aalst: Tenant, demo_file: ImportedFile) -> None:
    chain = Chain.objects.get(pk=chain.pk)  # as the database gives it back
    imported = read_arazzo(demo_file.data).document
    read_again = read_arazzo(as_yaml(chain).content).document
    assert read_again == imported
    assert list(read_again["workflows"][0]["steps"][0]) == list(imported["workflows"][0]["steps"][0])
    assert json.loads(as_json(chain).content) == imported


def test_text_that_looks_like_something_else_comes_back_as_text(chain: Chain, in_aalst: Tenant) -> None:
    # given
    chain.document["x-texts"] = AMBIGUOUS

    # then
    assert read_arazzo(as_yaml(chain).content).document["x-texts"] == AMBIGUOUS


def test_chain_without_steps_is_no_arazzo_yet(in_aalst: Tenant) -> None:
    chain = new_chain(actor=Actor.system(in_aalst), name="Leeg")
    with pytest.raises(Refusal) as refused:
        as_yaml(chain)
    assert refused.value.code == "no-steps"


def test_person_chooses_where_several_tryouts_fit(in_aalst: Tenant, chain: Chain, tryouts: dict[str, TryOut]) -> None:
    # given
    actor = Actor.system(in_aalst)
    register = tryouts["Verenigingsregister"]

    # when no try-out is chosen, then the chain is a draft; with one, it can be run
    assert bind_sources(actor=actor, chain=chain, tryouts={"energieadvies": None}).state == ChainState.DRAFT
    chosen = {"energieadvies": tryouts["Energieadvies"].pk}
    assert bind_sources(actor=actor, chain=chain, tryouts=chosen).state == ChainState.ACTIVE
    # and one that lacks an operation is refused with the step
    with pytest.raises(Refusal) as refused:
        bind_sources(actor=actor, chain=chain, tryouts={"energieadvies": register.pk})
    assert (refused.value.code, refused.value.place) == ("operation-missing", "/workflows/0/steps/3")
    # and one that there is not stands for nothing
    assert bind_sources(actor=actor, chain=chain, tryouts={"energieadvies": uuid4()}).state == ChainState.DRAFT


def test_tryout_that_was_ended_is_not_suggested(
    in_aalst: Tenant, tryouts: dict[str, TryOut], demo_file: ImportedFile
) -> None:
    # given
    TryOut.objects.filter(pk=tryouts["Energieadvies"].pk).update(state="ended")

    # when
    chain = import_chain(actor=Actor.system(in_aalst), file=demo_file)

    # then
    assert (chain.state, set(chain.tryout_ids())) == (ChainState.DRAFT, {"verenigingsregister", "documentlevering"})
