"""The history of a purchase in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from vlavirgem.plugins import HistoryWords, history_words
from vlavirgem_tenants.commons.models import History

VERBS: dict[str, Any] = {
    "opened": _("opened the purchase"),
    "changed need": _("changed the need"),
    "withdrawn": _("withdrew the purchase"),
    "invited": _("invited %(name)s"),
    "invitation withdrawn": _("withdrew the invitation of %(name)s"),
    "committed": _("committed to lot “%(lot)s”"),
    "commitment withdrawn": _("withdrew the commitment to lot “%(lot)s”"),
    "declined": _("does not buy along"),
    "lot added": _("added lot “%(lot)s”"),
    "lot changed": _("changed lot “%(lot)s”"),
    "lot removed": _("removed lot “%(name)s”"),
    "requirement added": _("added requirement %(number)s"),
    "requirement revised": _("reworded requirement %(number)s"),
    "requirement removed": _("removed requirement %(name)s"),
    "criterion added": _("added criterion “%(criterion)s”"),
    "criterion changed": _("changed criterion “%(criterion)s”"),
    "criterion removed": _("removed criterion “%(name)s”"),
    "published": _("published the purchase"),
    "bid recorded": _("recorded a bid"),
    "bid removed": _("removed a bid"),
    "bidding closed": _("closed the bidding"),
    "bids shared": _("shared the bids with the participants"),
    "score given": _("gave points on “%(criterion)s”"),
    "awarded": _("awarded lot “%(lot)s” to %(to)s"),
    "standstill skipped": _("skipped the standstill, as only a rehearsal can"),
    "concluded": _("concluded the framework agreement"),
    "closed": _("closed the framework agreement"),
    "called off": _("called off from lot “%(lot)s”"),
    "call-off withdrawn": _("withdrew a call-off from lot “%(lot)s”"),
}


def sentence_of(entry: History) -> str:
    """What was done, with its verb in the person's language."""
    words: str = str(VERBS.get(entry.verb, entry.verb)) % entry.detail
    return words


def register() -> None:
    """Lend these words to the start page."""
    history_words.register(HistoryWords(name="purchases.jointpurchase", tell=sentence_of))
