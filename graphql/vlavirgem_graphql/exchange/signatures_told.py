"""The signatures under an agreement in words: of each party who signed, when and with which key."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from vlavirgem_graphql.exchange.models import Agreement, AgreementAct, Verb
from vlavirgem_graphql.exchange.signing import signature_is_good


def signatures_told(agreement: Agreement, acts: Sequence[AgreementAct]) -> list[tuple[str, str]]:
    """Whose signature it is, and what there is to say of it; who did not sign yet is told too."""
    signed = {each.owner_id: each for each in acts if each.verb == Verb.SIGNED}
    return [
        (_("Signature of %(party)s") % {"party": party.name}, _told(agreement, signed.get(party.pk)))
        for party in (agreement.consumer, agreement.provider)
    ]


def _told(agreement: Agreement, signature: AgreementAct | None) -> str:
    if signature is None:
        return _("not yet")
    if not signature_is_good(agreement, signature):
        return _("does not match these terms")
    return _("%(name)s, %(day)s, with key %(key)s") % {
        "name": signature.person_name,
        "day": date_format(localtime(signature.acted_at), "SHORT_DATE_FORMAT"),
        "key": signature.key.fingerprint[:16] if signature.key else "",
    }
