"""What was done with an offer or an agreement, in words that follow the name of who did it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from vlavirgem.plugins import HistoryWords, history_words
from vlavirgem.ui.components import HistoryLine
from vlavirgem_graphql.exchange.models import Agreement, AgreementAct, Delegation, EventKind, Offer, OpenTerms, Verb
from vlavirgem_graphql.exchange.row_filters import rows_told
from vlavirgem_tenants.commons.models import History

_DONE_TO_AGREEMENT: Final[dict[str, Any]] = {
    Verb.PROPOSED: _("proposed this agreement"),
    Verb.SIGNED: _("signed this agreement"),
    "advised": _("recorded the advice of their data protection officer"),
    Verb.REFUSED: _("refused this agreement"),
    Verb.COUNTERED: _("answered with other terms"),
    Verb.WITHDRAWN: _("withdrew the proposal"),
    Verb.PAUSED: _("paused this agreement"),
    Verb.RESUMED: _("let this agreement go on"),
    Verb.REVOKED: _("revoked this agreement"),
    EventKind.DELEGATED: _("had a supplier read for them"),
    EventKind.DELEGATION_ENDED: _("revoked a delegation"),
}
_OFFERED, _BROUGHT_UP_TO_DATE = _("offered this dataset to the network"), _("brought this offer up to date")
_DONE_TO_TERMS: Final[dict[str, Any]] = {
    EventKind.TERMS_OPENED: _("opened these terms"),
    EventKind.TERMS_CLOSED: _("closed these terms"),
}
_DONE_TO_OFFER: Final[dict[str, Any]] = {EventKind.OFFER_WITHDRAWN: _("withdrew this offer")}


def done_to_agreement(verb: str) -> str:
    """What the act did; a verb that is not known is shown as it is."""
    return str(_DONE_TO_AGREEMENT.get(verb, verb))


def done_to_offer(line: History) -> str:
    """What a line of an offer's history tells. An offer is published anew each time that it is brought up to date."""
    if line.verb == EventKind.PUBLISHED:
        return str(_BROUGHT_UP_TO_DATE if "written" in line.detail else _OFFERED)
    return str(_DONE_TO_OFFER.get(line.verb, line.verb))


def done_to_terms(line: History) -> str:
    """What a line of the history of open terms tells."""
    return str(_DONE_TO_TERMS.get(line.verb, line.verb))


def acts_told(acts: Iterable[AgreementAct], delegations: Iterable[Delegation]) -> list[HistoryLine]:
    """The acts on an agreement as its history, each with the party whose act it was; and whom its reader had read."""
    lines = [
        HistoryLine(
            at=act.acted_at,
            who=f"{act.person_name} ({act.owner.name})",
            what=done_to_agreement(act.verb),
            reason=act.reason,
        )
        for act in acts
    ]
    for each in delegations:
        lines += _delegation_told(each)
    return sorted(lines, key=lambda line: line.at)


def _delegation_told(delegation: Delegation) -> Iterator[HistoryLine]:
    of, client = delegation.owner.name, str(delegation)
    said = _("had a supplier read for them: %(client)s") % {"client": client}
    yield HistoryLine(at=delegation.created_at, who=f"{delegation.person_name} ({of})", what=said)
    if delegation.revoked_at is not None:
        yield HistoryLine(
            at=delegation.revoked_at,
            who=f"{delegation.revoked_by} ({of})",
            what=_("revoked a delegation: %(client)s") % {"client": client},
            reason=delegation.revoked_reason,
        )


def register() -> None:
    """Lend these words to the start page."""
    history_words.register(HistoryWords(name=Offer._meta.label_lower, tell=done_to_offer))
    history_words.register(HistoryWords(name=OpenTerms._meta.label_lower, tell=done_to_terms))
    history_words.register(
        HistoryWords(name=Agreement._meta.label_lower, tell=lambda line: done_to_agreement(line.verb))
    )


def terms_told(terms: Agreement | OpenTerms) -> dict[str, list[str]]:
    """The fields by their labels, and the conditions on rows in words, as ``exchange/terms_signed.html`` takes them."""
    kind = terms.offer.declared_kind
    return {
        "fields": [str(kind.field(name).label) for name in terms.fields],
        "rows": rows_told(kind, terms.row_filter),
    }
