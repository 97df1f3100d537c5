"""Who may do what to a purchase: the buyer runs the procedure, participants speak for themselves."""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem.ui.states import State
from vlavirgem_sandbox.purchases.models import JointPurchase, Stage
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


def is_buyer(actor: Actor, purchase: JointPurchase) -> bool:
    """Whether the actor's tenant runs this procedure."""
    return bool(purchase.owner_id == actor.tenant.pk)


def is_participant(actor: Actor, purchase: JointPurchase) -> bool:
    """Whether the actor's tenant buys along: it was invited, or runs the procedure and so buys for itself too."""
    return is_buyer(actor, purchase) or actor.tenant.pk in purchase.partner_ids


def require_buyer(actor: Actor, purchase: JointPurchase) -> None:
    """Raises Refusal (403) unless the actor may run this procedure."""
    actor.require(Permission.PURCHASE_MANAGE)
    if not is_buyer(actor, purchase):
        raise Refusal(
            _("%(buyer)s runs this purchase; only its buyers can do this.") % {"buyer": purchase.owner.name},
            _("Ask %(buyer)s to do it.") % {"buyer": purchase.owner.name},
            code="not-the-buyer",
            status=HTTPStatus.FORBIDDEN,
        )


def require_participant(actor: Actor, purchase: JointPurchase, permission: Permission) -> None:
    """Raises Refusal (403) unless the actor has the permission and its tenant buys along."""
    actor.require(permission)
    if not is_participant(actor, purchase):
        raise Refusal(
            _("%(name)s does not take part in this purchase.") % {"name": actor.tenant.name},
            _("Ask %(buyer)s for an invitation.") % {"buyer": purchase.owner.name},
            code="not-a-participant",
            status=HTTPStatus.FORBIDDEN,
        )


def as_it_stands(purchase: JointPurchase) -> JointPurchase:
    """Read anew, for a participant's act; as it was loaded where the tenant may no longer read it, so that the refusal
    says so."""
    return JointPurchase.objects.select_related("owner").filter(pk=purchase.pk).first() or purchase


def require_stage(purchase: JointPurchase, stage: Stage) -> None:
    """Raises Refusal unless the procedure stands at this stage and was not withdrawn."""
    if purchase.state == State.WITHDRAWN:
        raise Refusal(
            _("This purchase was withdrawn; nothing can be changed in it any more."),
            _("Open a new purchase."),
            code="purchase-withdrawn",
        )
    if purchase.stage != stage:
        raise Refusal(
            _("This can be done in the stage “%(needed)s”; the purchase is in the stage “%(present)s”.")
            % {"needed": Stage(stage).label, "present": Stage(purchase.stage).label},
            _("See the steps at the side of the purchase for what comes next."),
            code="other-stage",
        )
