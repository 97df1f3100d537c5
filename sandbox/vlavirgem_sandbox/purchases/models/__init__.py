"""The tables of joint purchases, all in the commons."""

from vlavirgem_sandbox.purchases.models.bids import Bid, BidPrice, QualityAnswer, Score
from vlavirgem_sandbox.purchases.models.framework import Award, CallOff, CallOffState
from vlavirgem_sandbox.purchases.models.legal_terms import LegalTerm, TermName
from vlavirgem_sandbox.purchases.models.participation import Binding, Commitment, Decline, Participant
from vlavirgem_sandbox.purchases.models.purchase import Category, JointPurchase, Method, Stage
from vlavirgem_sandbox.purchases.models.specification import Criterion, Lot, Requirement, RequirementVersion, Rule

__all__ = [
    "Award",
    "Bid",
    "BidPrice",
    "Binding",
    "CallOff",
    "CallOffState",
    "Category",
    "Commitment",
    "Criterion",
    "Decline",
    "JointPurchase",
    "LegalTerm",
    "Lot",
    "Method",
    "Participant",
    "QualityAnswer",
    "Requirement",
    "RequirementVersion",
    "Rule",
    "Score",
    "Stage",
    "TermName",
]
