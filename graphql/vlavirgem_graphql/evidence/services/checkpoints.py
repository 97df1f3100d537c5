"""Making a checkpoint of our own log."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from http import HTTPStatus

from django.conf import settings
from django.db.models import BigIntegerField, Func
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.evidence.models import Checkpoint, Countersignature
from vlavirgem_graphql.evidence.trees import LogTree, keep_subtrees, own_hashes
from vlavirgem_graphql.evidence.verifier import LOG, WITNESS, Key
from vlavirgem_graphql.exchange.models import ExchangeEvent, Grant
from vlavirgem_graphql.signatures.models import SigningKey
from vlavirgem_graphql.signatures.services import signer_of
from vlavirgem_tenants.commons.base import Visibility
from vlavirgem_tenants.directory.models import Tenant, TenantKind
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.turns import take_turn


def make_checkpoint(*, actor: Actor) -> Checkpoint | None:
    """Sign how far our log is; None where nothing came in since the last checkpoint. Raises Refusal without the role,
    where our key cannot be opened, and where the log is shorter than it was.

    The other party of each of our agreements, whoever finds its data in what came in, and the network's own
    organisation see it.
    """
    actor.require(Permission.AGREEMENT_SIGN)
    tenant = actor.tenant
    take_turn("evidence_checkpoint", tenant.pk)  # a second one at the same moment waits, and finds nothing to do
    before = Checkpoint.objects.of(tenant).first()
    previous_size = before.size if before else 0
    size = _size_now(tenant, signed=previous_size)
    if size == previous_size:
        return None
    signer = signer_of(tenant)
    keep_subtrees(tenant, size)
    tree = LogTree(own_hashes(tenant), size)
    root, name = tree.root(), origin_of(tenant)
    body = f"{name}\n{size}\n{base64.b64encode(root).decode()}\n"
    signature = signature_line(log_key(signer.key), signer.sign(body.encode()))
    made = Checkpoint(
        owner=tenant,
        key=signer.key,
        origin=name,
        size=size,
        root=root,
        text=f"{body}\n{signature}",
        previous_size=previous_size,
        proof=b"".join(tree.consistency(previous_size)) if previous_size else b"",
        visibility=Visibility.PARTNERS,
    )
    made.share_with(_who_keeps_it(tenant, before)).save(force_insert=True)
    made.refresh_from_db()
    return made


def _size_now(tenant: Tenant, *, signed: int) -> int:
    """How many events the log has; raises Refusal where they are fewer than were ``signed``."""
    last_event = ExchangeEvent.objects.filter(owner=tenant).order_by("-sequence").values("sequence").first()
    size: int = last_event["sequence"] if last_event else 0
    if size < signed:
        raise Refusal(
            _("The log of %(who)s has %(events)s events, and its last checkpoint tells of %(signed)s.")
            % {"who": tenant.name, "events": size, "signed": signed},
            remedy=_("Keep the database as it is, and compare with a backup: some of the log is gone."),
            code="log-cut-off",
            status=HTTPStatus.CONFLICT,
        )
    return size


def signed_text(checkpoint: Checkpoint, countersignatures: Iterable[Countersignature]) -> str:
    """The checkpoint with the signatures of its log and of the witnesses: what one keeps elsewhere."""
    return checkpoint.text + "".join(each.line for each in countersignatures)


def origin_of(tenant: Tenant) -> str:
    """The name of an organisation's log, under which its key signs checkpoints."""
    return f"{tenant.slug}.{settings.BASE_DOMAIN}/evidence"


def log_key(key: SigningKey) -> Key:
    """The key as a log signs with it."""
    return Key(origin_of(key.owner), LOG, bytes(key.public_key), key.valid_from, key.valid_until)


def witness_key(key: SigningKey) -> Key:
    """The same key as a witness signs with it: under another name, so that neither signature passes for the other."""
    name = f"{key.owner.slug}.{settings.BASE_DOMAIN}/witness"
    return Key(name, WITNESS, bytes(key.public_key), key.valid_from, key.valid_until)


def signature_line(key: Key, signature: bytes) -> str:
    """A line under a signed note (c2sp.org/signed-note)."""
    return f"\u2014 {key.name} {base64.b64encode(key.id + signature).decode()}\n"


def _who_keeps_it(tenant: Tenant, before: Checkpoint | None) -> list[Tenant]:
    """The parties of signed agreements, whose data the events since the last checkpoint are about, and the network.

    And who saw that one: a witness that missed some could not tell whether the log goes on from what it saw.
    """
    keepers = set(before.partner_ids) if before else set[int]()
    keepers.update(
        each
        for pair in Grant.objects.exclude(consumer=None).values_list("owner_id", "consumer_id").distinct()
        for each in pair
    )
    provider = Func("provider_ids", function="unnest", output_field=BigIntegerField())
    new = ExchangeEvent.objects.filter(owner=tenant, sequence__gt=before.size if before else 0).order_by()
    keepers.update(new.annotate(provider=provider).values_list("provider", flat=True).distinct())
    keepers.update(Tenant.objects.filter(kind=TenantKind.NETWORK).values_list("pk", flat=True))
    return list(Tenant.objects.filter(pk__in=keepers - {tenant.pk}))
