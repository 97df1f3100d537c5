"""Why something happened, as an event of the evidence tells it: the words of who acted, or the code of a refusal."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

_OF_ANOTHER: Final = _("only the organisation that it belongs to may do this")
_BY_THE_NETWORK: Final = _("only the network's own organisation may do this")
_KEY_REVOKED: Final = _("the key was revoked")
_KEY_FOR_LESS: Final = _("the key was not made for this")
_KEY_OF_ANOTHER: Final = _("the key is for something else")
# By the code as pages write it; the gateway writes the same in capitals.
_REFUSED_FOR: Final[dict[str, Any]] = {
    "agreement-required": _("no live agreement"),
    "delegation-over": _("the delegation or its agreement is over"),
    "document-not-trusted": _("not one of the key's trusted documents"),
    "key-expired": _("the last day of the key is over"),
    "key-of-another-chain": _KEY_OF_ANOTHER,
    "key-of-another-try-out": _KEY_OF_ANOTHER,
    "key-revoked": _KEY_REVOKED,
    "key-scope": _KEY_FOR_LESS,
    "key-scope-needed": _KEY_FOR_LESS,
    "network-only": _BY_THE_NETWORK,
    "not-a-participant": _OF_ANOTHER,
    "not-a-publisher": _("only agencies publish services"),
    "not-found": _("not there, or not for who asked"),
    "not-lead-partner": _OF_ANOTHER,
    "not-ours": _OF_ANOTHER,
    "not-the-buyer": _OF_ANOTHER,
    "not-the-network": _BY_THE_NETWORK,
    "not-the-owner": _OF_ANOTHER,
    "not-the-publisher": _OF_ANOTHER,
    "not-the-writer": _OF_ANOTHER,
    "not-your-account": _("the account of somebody else"),
    "outgoing-not-allowed": _("the installation may not call this host"),
    "outgoing-not-secure": _("the address is not secure"),
    "person-needed": _("a key cannot do this"),
    "rate-used": _("the reads of that day were used up"),
    "revoked-key": _KEY_REVOKED,
    "role-needed": _("no role that allows this"),
    "writes-not-allowed": _("calls may change nothing there"),
}


def refused_for(code: str) -> str:
    """The code of a refusal in words; the code itself where it has none."""
    return str(_REFUSED_FOR.get(code.lower().replace("_", "-"), code))


def codes_saying(words: str) -> list[str]:
    """The codes whose words hold these, in the language of who asks."""
    sought = words.casefold()
    return [code for code, said in _REFUSED_FOR.items() if sought in str(said).casefold()]
