"""A GraphQL service that tells of people, with test personas beside its schema."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from vlavirgem_sandbox.contracts.authored.personas import EXTENSION

SDL = """
scalar Date
type Persoon @example(value: {id: "P-7", insz: "79620354107", voornaam: "An"}) {
  id: ID! insz: String! voornaam: String! achternaam: String geboren: Date postcode: Int!
  kinderen: [Kind!]! adres: Adres! buur(insz: String!): Kind
}
type Kind { insz: String! voornaam: String! }
type Adres { straat: String! }
type Dossier { id: ID! insz: String! voornaam: String! }
type Query {
  persoon(insz: String!): Persoon
  persoonMetId(id: ID!): Persoon
  mensen(insz: String): [Kind!]!
  dossier(id: ID!): Dossier
}
input DossierInput { insz: String! }
type Mutation { maakDossier(input: DossierInput!): Dossier! }
"""
ROSA: dict[str, Any] = {
    "key": "rosa",
    "situation": "Recht op een tegemoetkoming.",
    "values": {
        "insz": "58671512347",
        "voornaam": "Rosa",
        "lastName": "Verdonck",
        "postcode": "2800",
        "straat": "Lindelaan",
        "geboren": "lang geleden",
    },
}
EMILE: dict[str, Any] = {
    "key": "emile",
    "situation": "Geen recht.",
    "values": {"insz": "79620354107", "voornaam": "Emile"},
}


def archive(*personas: Any) -> bytes:
    """The zip that its agency uploads."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as opened:
        opened.writestr("dienst.graphql", SDL)
        if personas:
            opened.writestr("personas.json", json.dumps({EXTENSION: personas}))
    return packed.getvalue()
