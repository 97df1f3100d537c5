"""Terms for whoever accepts: opened by the provider with its signature, accepted as they are, closed for later comers.

Open data are their simplest form: nobody has to accept. The database holds each to the terms as they were signed
(migration 0005); of each read there is evidence, as under any agreement.
"""

from __future__ import annotations

from http import HTTPStatus

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.models import Agreement, Audience, EventKind, Offer, OpenTerms, Verb
from vlavirgem_graphql.exchange.services.acts import do_act, offer_changed, reason_given
from vlavirgem_graphql.exchange.services.advising import AdviceGiven, record_advice, require_whole
from vlavirgem_graphql.exchange.services.evidence import NOT_A_READ, append_event
from vlavirgem_graphql.exchange.services.own_offers import own_offer, require_own_offer
from vlavirgem_graphql.exchange.services.wishes import TYPED, Wish, as_columns, require_possible
from vlavirgem_graphql.exchange.signing import signed_text
from vlavirgem_graphql.exchange.terms import terms_of, terms_of_open
from vlavirgem_graphql.signatures.services import signer_of
from vlavirgem_tenants.commons.models import Visibility, record
from vlavirgem_tenants.constraints import clean_only, refusing
from vlavirgem_tenants.directory.models import TenantKind
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.turns import take_turn


@transaction.atomic
def open_terms(*, actor: Actor, offer: Offer, wish: Wish, audience: Audience, advice: AdviceGiven) -> OpenTerms:
    """Sign terms on our own offer for whoever accepts, or for everybody at once; everybody in the network sees them.

    Raises :class:`Refusal` for another's offer, for what :func:`~.wishes.require_possible` refuses, for advice that is
    not whole, and for a second opening of the same data to all; ValidationError for a text that is none.
    """
    actor.require(Permission.AGREEMENT_SIGN)
    require_own_offer(actor, offer)
    require_possible(offer, wish)
    require_whole(advice)
    signer = signer_of(actor.tenant)
    opened = OpenTerms(
        owner=actor.tenant,
        offer=offer,
        audience=audience,
        **as_columns(offer, wish),
        verdict=advice.verdict,
        officer=advice.officer.strip(),
        advised_on=advice.given_on,
        advice=advice.text.strip(),
        person_name=actor.name,
        person_id=actor.person_id,
        key=signer.key,
        visibility=Visibility.NETWORK,
    )
    clean_only(opened, *TYPED, "officer")
    opened.content_hash = terms_of_open(opened).content_hash()
    opened.signature = signer.sign(signed_text(opened, actor.tenant))
    with refusing(exchange_open_data_once=_open_already, exchange_offer_as_agreed=offer_changed):
        opened.save(force_insert=True)
        _note(actor, opened, EventKind.TERMS_OPENED)
    return opened


@transaction.atomic
def accept_open_terms(*, actor: Actor, terms: OpenTerms, advice: AdviceGiven) -> Agreement:
    """Sign open terms as they are: the agreement is in force at once, since the provider signed before.

    Raises :class:`Refusal` where they are closed, over or not for us, where nobody has to accept them, and where we
    did already.
    """
    actor.require(Permission.AGREEMENT_SIGN)
    take_turn("exchange_agreement", "accepts", terms.pk, actor.tenant.pk)
    if not OpenTerms.objects.acceptable_for(actor.tenant).filter(pk=terms.pk).exists():
        raise _not_for_us(actor, terms)
    theirs = Agreement.objects.filter(accepts=terms, consumer=actor.tenant).with_last_act()
    if any(agreement.standing().is_alive for agreement in theirs):
        raise Refusal(
            _("Your organisation accepted these terms already."),
            remedy=_("Look at your agreements on this offer."),
            code="accepted-already",
        )
    agreement = Agreement(
        owner=actor.tenant,
        consumer=actor.tenant,
        provider=terms.owner,
        offer=terms.offer,
        **terms.as_agreed(),
        accepts=terms,
        visibility=Visibility.PARTNERS,
        partner_ids=[terms.owner_id],
    )
    agreement.content_hash = terms_of(agreement).content_hash()
    agreement.save(force_insert=True)
    do_act(actor, agreement, Verb.PROPOSED)
    record_advice(actor, agreement, advice)
    do_act(actor, agreement, Verb.SIGNED)
    return agreement


@transaction.atomic
def close_open_terms(*, actor: Actor, terms: OpenTerms, reason: str) -> OpenTerms:
    """Let nobody accept them any more. Agreements that were made go on; open data are read by nobody from the next
    request on. Doing it twice changes nothing."""
    actor.require(Permission.AGREEMENT_SIGN)
    if terms.owner_id != actor.tenant.pk:
        raise Refusal(_("These terms are of another organisation."), code="not-ours", status=HTTPStatus.FORBIDDEN)
    return _close(actor, terms, reason_given(reason))


def close_terms_of(actor: Actor, offer: Offer, reason: str) -> None:
    """All of an offer that is withdrawn, by whoever may withdraw it."""
    for terms in OpenTerms.objects.filter(offer=offer, closed_at__isnull=True).order_by("pk"):
        _close(actor, terms, reason)


def _close(actor: Actor, terms: OpenTerms, why: str) -> OpenTerms:
    held = OpenTerms.objects.select_for_update(of=("self",), no_key=True).get(pk=terms.pk)
    if held.closed_at is None:
        OpenTerms.objects.filter(pk=held.pk).update(closed_at=Now(), closed_reason=why)
        held.refresh_from_db()
        _note(actor, held, EventKind.TERMS_CLOSED, reason=why)
    return held


def _note(actor: Actor, terms: OpenTerms, kind: EventKind, *, reason: str = "") -> None:
    record(actor=actor, subject=terms, verb=kind.value, reason=reason)
    append_event(
        actor=actor,
        kind=kind,
        rows_of_offers={terms.offer_id: NOT_A_READ},
        detail={"reason": reason, "open_terms": str(terms.pk), "terms": terms.content_hash},
    )


def _not_for_us(actor: Actor, terms: OpenTerms) -> Refusal:
    if terms.is_open_data:
        return Refusal(
            _("These are open data: nobody has to accept."), remedy=_("Read them in the explorer."), code="open-data"
        )
    if terms.owner_id == actor.tenant.pk:
        return own_offer()
    if terms.audience == Audience.MUNICIPALITIES and actor.tenant.kind != TenantKind.MUNICIPALITY:
        return Refusal(
            _("These terms are for municipalities."),
            remedy=_("Propose an agreement of your own to the owner."),
            code="not-for-us",
        )
    return Refusal(
        _("These terms are closed."), remedy=_("Propose an agreement of your own to the owner."), code="terms-closed"
    )


def _open_already() -> Refusal:
    return Refusal(
        _("These data are open to everybody already."), remedy=_("Close those terms first."), code="open-already"
    )
