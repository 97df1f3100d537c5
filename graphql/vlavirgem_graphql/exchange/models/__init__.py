"""The commons of data exchange: what is offered, what was agreed, what may be read, and the evidence of each read."""

from vlavirgem_graphql.exchange.models.advice import Advice
from vlavirgem_graphql.exchange.models.agreed_terms import AgreedTerms
from vlavirgem_graphql.exchange.models.agreements import Agreement, AgreementAct, Verb
from vlavirgem_graphql.exchange.models.delegations import Delegation
from vlavirgem_graphql.exchange.models.evidence import (
    WITHOUT_AGREEMENT,
    ChainHead,
    EventFacts,
    EventKind,
    ExchangeEvent,
    IncomingEvent,
)
from vlavirgem_graphql.exchange.models.grants import AccessMark, Grant, ReadsTaken
from vlavirgem_graphql.exchange.models.kinds import KindMark, KindVersion
from vlavirgem_graphql.exchange.models.lengths import KEY_LENGTH, NAME_LENGTH, TITLE_LENGTH
from vlavirgem_graphql.exchange.models.offers import ExchangeRecord, Offer
from vlavirgem_graphql.exchange.models.open_terms import Audience, OpenTerms
from vlavirgem_graphql.exchange.models.verdicts import Verdict
from vlavirgem_graphql.exchange.named_persons import NamedPerson

__all__ = [
    "KEY_LENGTH",
    "NAME_LENGTH",
    "TITLE_LENGTH",
    "WITHOUT_AGREEMENT",
    "AccessMark",
    "Advice",
    "AgreedTerms",
    "Agreement",
    "AgreementAct",
    "Audience",
    "ChainHead",
    "Delegation",
    "EventFacts",
    "EventKind",
    "ExchangeEvent",
    "ExchangeRecord",
    "Grant",
    "IncomingEvent",
    "KindMark",
    "KindVersion",
    "NamedPerson",
    "Offer",
    "OpenTerms",
    "ReadsTaken",
    "Verb",
    "Verdict",
]
