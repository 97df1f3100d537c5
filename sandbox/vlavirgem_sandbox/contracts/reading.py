"""From the bytes an agency uploads to a contract, or to the reasons why not."""

from __future__ import annotations

from dataclasses import dataclass

from vlavirgem_sandbox.contracts.model import Contract, Problem


@dataclass(frozen=True, kw_only=True)
class ContractReport:
    """What reading a file gave."""

    contract: Contract | None
    """None when the file was refused; ``problems`` then says why."""
    problems: tuple[Problem, ...]


def read_contract(data: bytes, *, name: str = "") -> ContractReport:
    """Read an OpenAPI 3.0 or 3.1 contract, as JSON or YAML. ``name`` is the file's name, for messages only.

    Never raises on bad input: whatever is wrong comes back as problems.
    """
    raise NotImplementedError
