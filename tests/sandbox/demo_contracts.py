"""The demo's contracts, as an agency would hand them in."""

from __future__ import annotations

import json
from importlib.resources import files

import yaml

from vlavirgem_sandbox.catalogue.upload import ContractFile


def demo_contract(filename: str = "verenigingsregister.yaml") -> ContractFile:
    """One of them, by the name of its file."""
    data = (files("vlavirgem_sandbox.catalogue") / "demo_contracts" / filename).read_bytes()
    return ContractFile(data=data, filename=filename)


def changed_contract() -> ContractFile:
    """The register's next version: registering takes a list of activities, and nothing can be removed."""
    contract = demo_contract()
    document = yaml.safe_load(contract.data)
    document["info"]["version"] = "9.0.0"
    content = document["paths"]["/verenigingen"]["post"]["requestBody"]["content"]["application/json"]
    more = {"required": ["activities"], "properties": {"activities": {"type": "array", "items": {"type": "string"}}}}
    content["schema"] = {"allOf": [content["schema"], {"type": "object", **more}]}
    del document["paths"]["/verenigingen/{vCode}"]["delete"]
    return ContractFile(data=json.dumps(document, default=str).encode(), filename="verenigingsregister-9.json")
