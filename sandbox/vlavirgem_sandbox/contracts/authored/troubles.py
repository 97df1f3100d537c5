"""What is wrong with an extension of ours, told when the contract is read; what has a trouble is not used."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Trouble(Exception):  # noqa: N818 - an outcome of reading, turned into a problem of the contract
    """What, where (a JSON pointer into the contract) and what its author can do about it."""

    message: str
    remedy: str
    place: str
