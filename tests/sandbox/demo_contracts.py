"""The demo's contracts, as an agency would hand them in."""

from __future__ import annotations

from importlib.resources import files

from vlavirgem_sandbox.catalogue.upload import ContractFile


def demo_contract(filename: str = "verenigingsregister.yaml") -> ContractFile:
    """One of them, by the name of its file."""
    data = (files("vlavirgem_sandbox.catalogue") / "demo_contracts" / filename).read_bytes()
    return ContractFile(data=data, filename=filename)
