"""A small GraphQL service: associations that are looked for, registered, changed and removed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from vlavirgem_sandbox.contracts.compiling import compile_contract
from vlavirgem_sandbox.contracts.model import Answer, CallRequest, Contract, Problem
from vlavirgem_sandbox.contracts.reading import ContractReport, read_contract
from vlavirgem_sandbox.contracts.served import ServedContract
from vlavirgem_sandbox.contracts.state import InMemoryStore, StateStore

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
SDL = '''
"""
Verenigingen zoeken

Zoek en beheer verenigingen.
"""
schema { query: Query mutation: Mutation }

scalar Date
scalar UUID
enum Soort { FEITELIJK VZW }
interface Lid { naam: String! }
type Persoon implements Lid { naam: String! email: String }
type Organisatie implements Lid { naam: String! kboNummer: String }
union Treffer = Vereniging | Persoon
type Adres { straat: String! huisnummer: String! gemeente: String! }

type Vereniging
  @example(value: {id: "V001", naam: "De Zingende Stad", soort: FEITELIJK})
  @example(value: {id: "V002", naam: "Fanfare Sint-Jan", soort: VZW}) {
  id: ID!
  naam: String!
  soort: Soort!
  opgericht: Date
  code: UUID!
  adres: Adres
  leden(first: Int): [Lid!]!
}

type Zaal { id: ID! naam: String! plaatsen: Int! tarief(uren: Int = 1): Float! vrij: [Date!]! }

input VerenigingInput { naam: String! soort: Soort! = FEITELIJK opgericht: Date }

type Query {
  "Eén vereniging."
  vereniging(id: ID!): Vereniging
  verenigingen(naam: String, soort: Soort, first: Int = 10): [Vereniging!]!
  zaal(id: ID!): Zaal!
  zalen(aantal: Int): [Zaal!]!
  zoek(tekst: String!): [Treffer!]!
}

type Mutation {
  registreerVereniging(input: VerenigingInput!): Vereniging!
  wijzigVereniging(id: ID!, naam: String, opgericht: Date): Vereniging!
  verwijderVereniging(id: ID!): Boolean!
  deelUit(aan: String!): Zaal!
}
'''


def read(sdl: str, name: str = "verenigingen.graphql") -> ContractReport:
    return read_contract(sdl.encode(), name=name)


def accepted(sdl: str) -> Contract:
    report = read(sdl)
    assert report.contract is not None, report.problems
    return report.contract


def refused(sdl: str) -> tuple[Problem, ...]:
    report = read(sdl)
    assert report.contract is None
    return report.problems


def compiled(sdl: str = SDL) -> ServedContract:
    contract = accepted(sdl)
    return compile_contract(contract.document, contract.digest)


def request(query: str, variables: Mapping[str, Any] | None = None, *, accept: str = "*/*", **more: Any) -> CallRequest:
    body = json.dumps({"query": query, "variables": variables, **more}).encode()
    return CallRequest(
        method="POST", path="/", headers=[("Content-Type", "application/json"), ("Accept", accept)], body=body
    )


def answered(contract: ServedContract, call: CallRequest, *, store: StateStore | None = None, seed: int = 1) -> Answer:
    match = contract.match(call)
    assert contract.violations(match, call) == []
    return contract.answer(match, call, store=store or InMemoryStore(), seed=seed, now=NOW)


def data(
    query: str,
    variables: Mapping[str, Any] | None = None,
    *,
    sdl: str = SDL,
    store: StateStore | None = None,
    seed: int = 1,
) -> Any:
    body = json.loads(answered(compiled(sdl), request(query, variables), store=store, seed=seed).body)
    assert "errors" not in body, body
    return body["data"]


def errors(query: str, variables: Mapping[str, Any] | None = None, *, store: StateStore | None = None) -> Any:
    return json.loads(answered(compiled(), request(query, variables), store=store).body)["errors"]
