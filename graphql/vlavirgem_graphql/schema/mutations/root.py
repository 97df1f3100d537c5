"""The mutation type: every act, those of each kind of record among them."""

from __future__ import annotations

from typing import Any

import graphene
from django.utils.translation import gettext as _

from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.schema.mutations.act import Act
from vlavirgem_graphql.schema.mutations.agreement_acts import AGREEMENT_ACTS
from vlavirgem_graphql.schema.mutations.open_dataset import OpenDataset
from vlavirgem_graphql.schema.mutations.open_tryout import OpenTryout
from vlavirgem_graphql.schema.mutations.propose_agreement import ProposeAgreement
from vlavirgem_graphql.schema.mutations.publish_dataset import PublishDataset
from vlavirgem_graphql.schema.mutations.refresh_offer import RefreshOffer
from vlavirgem_graphql.schema.mutations.remove_records import RemoveRecords
from vlavirgem_graphql.schema.mutations.reset_tryout import ResetTryout
from vlavirgem_graphql.schema.mutations.withdraw_offer import WithdrawOffer
from vlavirgem_graphql.schema.mutations.write_records import write_records_of

ACTS: tuple[type[Act], ...] = (
    OpenDataset,
    RemoveRecords,
    PublishDataset,
    RefreshOffer,
    WithdrawOffer,
    OpenTryout,
    ResetTryout,
    ProposeAgreement,
    *AGREEMENT_ACTS,
)


def acts_by_field(kinds: list[Kind]) -> dict[str, type[Act]]:
    """Every act with the name of its field."""
    acts = (*ACTS, *map(write_records_of, kinds))
    return {f"{act.__name__[0].lower()}{act.__name__[1:]}": act for act in acts}


def mutation_type(kinds: list[Kind]) -> type[graphene.ObjectType]:
    """Make the type for these kinds of record, described in the active language."""
    fields: dict[str, Any] = {
        name: act.Field(description=str(act._meta.description)) for name, act in acts_by_field(kinds).items()
    }
    about = _("What can be done through the gateway. A document is done whole, or not at all.")
    return type("Mutation", (graphene.ObjectType,), {"__doc__": about, **fields})
