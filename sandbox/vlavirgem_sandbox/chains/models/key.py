"""Keys with which a pipeline runs one chain."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models

from vlavirgem_sandbox.chains.models.chain import Chain
from vlavirgem_sandbox.keys.model import Key

KEY_MARK: Final = "vvc"
"""What keys of chains begin with."""


class ChainKey(Key):
    """One key of a chain."""

    mark: ClassVar[str] = KEY_MARK

    chain = models.ForeignKey(Chain, on_delete=models.CASCADE, related_name="keys")
