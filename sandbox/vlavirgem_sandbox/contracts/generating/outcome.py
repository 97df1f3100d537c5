"""How making a value may end, other than with a value."""

from __future__ import annotations


class Ungeneratable(Exception):  # noqa: N818 - an outcome, reported to the contract's author
    """No value could be made for the schema. The message names the rule that stands in the way."""


class TooLarge(Ungeneratable):
    """The smallest value would be larger than an answer may be; trying again does not help."""
