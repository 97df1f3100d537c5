"""Opening, inviting, committing, describing and publishing: each refusal with its allowed twin."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from vlavirgem.refusal import Refusal
from vlavirgem.ui.states import State
from vlavirgem_sandbox.purchases.commitments import demands
from vlavirgem_sandbox.purchases.models import (
    Binding,
    Commitment,
    Criterion,
    JointPurchase,
    Lot,
    Requirement,
    RequirementVersion,
    Rule,
    Stage,
)
from vlavirgem_sandbox.purchases.services import opening, participation, publication, specification
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

NEED = opening.Need(title="Verenigingenloket", need="Registreren aan het loket.")


def test_a_buyer_opens_a_purchase_and_a_reader_does_not(aalst: Tenant, actor_of: Any) -> None:
    with tenant_scope(aalst):
        purchase = opening.open_purchase(actor=actor_of(aalst, Role.BUYER), told=NEED)
        with pytest.raises(Refusal) as refused:
            opening.open_purchase(actor=actor_of(aalst, Role.READER), told=NEED)

    assert purchase.state == State.DRAFT
    assert refused.value.status == 403


def test_a_decision_that_is_not_there_opens_nothing(aalst: Tenant, actor_of: Any) -> None:
    actor = actor_of(aalst, Role.BUYER)
    with tenant_scope(aalst):
        purchase = opening.open_purchase(actor=actor, told=NEED)
        with pytest.raises(Refusal, match="decision"):
            opening.open_purchase(actor=actor, told=NEED, decision_id=purchase.pk)

        assert JointPurchase.objects.count() == 1


def test_an_invitation_shows_the_purchase_to_that_organisation_only(rehearsal: Any, genk: Tenant) -> None:
    rehearsal.invited()

    with tenant_scope(rehearsal.participant):
        assert JointPurchase.objects.get().state == State.PROPOSED
        assert Lot.objects.count() == 2
    with tenant_scope(genk):
        assert not JointPurchase.objects.exists()
        assert not Lot.objects.exists()


def test_a_withdrawn_invitation_hides_it_from_the_next_request_on(rehearsal: Any) -> None:
    rehearsal.committed()

    with tenant_scope(rehearsal.buyer):
        participation.withdraw_invitation(
            actor=rehearsal.buying(), participant=rehearsal.purchase.participants.get(), reason="Vergissing."
        )
        assert all(not demand.commitments for demand in demands(rehearsal.fresh(rehearsal.purchase)))
    with tenant_scope(rehearsal.participant):
        assert not JointPurchase.objects.exists()


def test_only_who_takes_part_commits(rehearsal: Any, genk: Tenant, actor_of: Any) -> None:
    rehearsal.invited()

    with tenant_scope(rehearsal.participant):
        commitment = participation.commit(
            actor=actor_of(rehearsal.participant, Role.BUYER),
            lot=rehearsal.fresh(rehearsal.lots[0]),
            quantity=Decimal(40),
        )
        with pytest.raises(Refusal) as refused:
            participation.commit(
                actor=actor_of(rehearsal.participant, Role.MEMBER),
                lot=rehearsal.fresh(rehearsal.lots[0]),
                quantity=Decimal(40),
            )
    assert commitment.owner == rehearsal.participant
    assert refused.value.status == 403
    with tenant_scope(genk), pytest.raises(Refusal, match="does not take part"):
        participation.commit(actor=actor_of(genk, Role.BUYER), lot=rehearsal.lots[0], quantity=Decimal(40))


def test_a_mandated_commitment_names_its_decision(rehearsal: Any) -> None:
    rehearsal.invited()

    with tenant_scope(rehearsal.participant):
        lot = rehearsal.fresh(rehearsal.lots[0])
        with pytest.raises(Refusal, match="decision"):
            participation.commit(actor=rehearsal.taking_part(), lot=lot, quantity=Decimal(5), binding=Binding.MANDATED)
        participation.commit(
            actor=rehearsal.taking_part(),
            lot=lot,
            quantity=Decimal(5),
            binding=Binding.MANDATED,
            mandate="College, 3 november 2026, nr. 12",
        )
        assert Commitment.objects.get().mandate


def test_declining_takes_commitments_back_and_committing_takes_the_answer_back(rehearsal: Any) -> None:
    rehearsal.committed()

    with tenant_scope(rehearsal.participant):
        purchase = rehearsal.fresh(rehearsal.purchase)
        participation.decline(actor=rehearsal.taking_part(), purchase=purchase, reason="Geen budget.")
        assert not Commitment.objects.exists()

        participation.commit(actor=rehearsal.taking_part(), lot=rehearsal.fresh(rehearsal.lots[0]), quantity=Decimal(1))
        assert not purchase.declines.exists()


def test_a_new_wording_keeps_the_earlier_one(rehearsal: Any) -> None:
    rehearsal.described()

    with tenant_scope(rehearsal.buyer):
        requirement = Requirement.objects.get()
        specification.revise_requirement(
            actor=rehearsal.buying(),
            requirement=requirement,
            text="Werkt met toetsenbord.",
            reason="Duidelijker.",
        )

        assert Requirement.objects.with_text().get().text == "Werkt met toetsenbord."
        assert Requirement.objects.get().version == 2
        assert RequirementVersion.objects.get(number=1).text == "Werkt zonder muis."


def test_a_wording_cannot_be_changed_afterwards_even_by_its_owner(rehearsal: Any) -> None:
    rehearsal.described()

    with tenant_scope(rehearsal.buyer), pytest.raises(Exception, match="permission denied"), transaction.atomic():
        RequirementVersion.objects.update(text="Iets anders.")


def test_weights_over_100_are_refused_and_exactly_100_are_not(rehearsal: Any) -> None:
    rehearsal.described()
    over = specification.CriterionText(title="Snelheid", weight=1, rule=Rule.QUALITY)

    with tenant_scope(rehearsal.buyer):
        assert rehearsal.purchase.weights_total() == 100
        with pytest.raises(Refusal, match="101"):
            specification.add_criterion(actor=rehearsal.buying(), purchase=rehearsal.purchase, text=over)


def test_publication_names_everything_that_is_missing(rehearsal: Any) -> None:
    rehearsal.opened()

    with tenant_scope(rehearsal.buyer), pytest.raises(Refusal) as refused:
        publication.publish(actor=rehearsal.buying(), purchase=rehearsal.purchase, bids_due_on=date(2027, 1, 31))

    assert {detail["step"] for detail in refused.value.details} == {"participants", "requirements", "criteria"}


def test_a_complete_purchase_is_published(rehearsal: Any) -> None:
    rehearsal.published()

    assert rehearsal.purchase.stage == Stage.BIDDING
    assert rehearsal.purchase.state == State.ACTIVE


def test_more_committed_than_the_ceiling_stops_publication(rehearsal: Any) -> None:
    rehearsal.committed(ceiling=Decimal(39))

    with tenant_scope(rehearsal.buyer), pytest.raises(Refusal, match="raises the ceiling"):
        publication.publish(
            actor=rehearsal.buying(), purchase=rehearsal.fresh(rehearsal.purchase), bids_due_on=date(2027, 1, 31)
        )


def test_the_database_lets_nobody_publish_with_other_weights_than_100(rehearsal: Any) -> None:
    rehearsal.committed()

    with tenant_scope(rehearsal.buyer):
        Criterion.objects.filter(weight=60).update(weight=59)
        with pytest.raises(IntegrityError, match="exactly 100"), transaction.atomic():
            JointPurchase.objects.update(stage=Stage.BIDDING)
        Criterion.objects.filter(weight=59).update(weight=60)
        JointPurchase.objects.update(stage=Stage.BIDDING)
        with pytest.raises(IntegrityError, match="forward"), transaction.atomic():
            JointPurchase.objects.update(stage=Stage.PREPARING)


def test_after_publication_the_specification_and_commitments_stand(rehearsal: Any) -> None:
    rehearsal.published()

    with tenant_scope(rehearsal.buyer):
        lot = rehearsal.fresh(rehearsal.lots[0])
        with pytest.raises(Refusal, match="stage"):
            specification.change_lot(
                actor=rehearsal.buying(),
                lot=lot,
                text=specification.LotText(title="Anders", unit="x", ceiling=Decimal(1), estimated_value=Decimal(1)),
            )
        with pytest.raises(IntegrityError, match="stands"), transaction.atomic():
            Lot.objects.filter(pk=lot.pk).update(ceiling=Decimal(1))
    with tenant_scope(rehearsal.participant), pytest.raises(IntegrityError, match="stands"), transaction.atomic():
        Commitment.objects.update(quantity=Decimal(1))


@pytest.mark.parametrize("model", [Lot, Requirement, Criterion, Commitment])
def test_nothing_is_taken_out_of_a_published_purchase_by_giving_it_another(
    rehearsal: Any, actor_of: Any, model: type[Any]
) -> None:
    # Given a published purchase, and one of the same buyer that is still prepared, which the participant reads too
    rehearsal.published()
    with tenant_scope(rehearsal.buyer):
        other = opening.open_purchase(actor=rehearsal.buying(), told=NEED)
        participation.invite(actor=rehearsal.buying(), purchase=other, tenants=[rehearsal.participant])
    writer = rehearsal.participant if model is Commitment else rehearsal.buyer

    # When its owner moves a part by SQL, then it is refused and stays
    with tenant_scope(writer):
        parts = model.objects.filter(purchase=rehearsal.purchase, owner=writer)
        before = parts.count()
        assert before > 0
        with pytest.raises(IntegrityError, match=r"stays in that purchase|stands since"), transaction.atomic():
            parts.update(purchase=other)
        assert parts.count() == before


def test_a_part_does_not_move_between_purchases_in_preparation_either(rehearsal: Any) -> None:
    rehearsal.described()
    with tenant_scope(rehearsal.buyer):
        other = opening.open_purchase(actor=rehearsal.buying(), told=NEED)
        with pytest.raises(IntegrityError, match="stays in that purchase"), transaction.atomic():
            Lot.objects.update(purchase=other)
        assert Lot.objects.update(ceiling=Decimal(500)) == 2


def test_a_participant_changes_nothing_of_the_buyer(rehearsal: Any) -> None:
    rehearsal.committed()

    with tenant_scope(rehearsal.participant):
        assert JointPurchase.objects.update(title="Gekaapt") == 0
        assert Lot.objects.update(ceiling=Decimal(1)) == 0
        with pytest.raises(Refusal, match="runs this purchase"):
            publication.publish(
                actor=rehearsal.taking_part(),
                purchase=rehearsal.fresh(rehearsal.purchase),
                bids_due_on=date(2027, 1, 31),
            )


def test_a_participant_cannot_slip_a_criterion_of_its_own_in(rehearsal: Any) -> None:
    rehearsal.committed()

    with (
        tenant_scope(rehearsal.participant),
        pytest.raises(IntegrityError, match="only the buyer"),
        transaction.atomic(),
    ):
        Criterion.objects.create(
            owner=rehearsal.participant,
            purchase=rehearsal.fresh(rehearsal.purchase),
            number=9,
            title="Afstand tot Brugge",
            weight=1,
            rule=Rule.QUALITY,
        )


def test_withdrawing_needs_a_purchase_that_is_not_in_force(rehearsal: Any) -> None:
    rehearsal.published()

    with tenant_scope(rehearsal.buyer):
        opening.withdraw_purchase(actor=rehearsal.buying(), purchase=rehearsal.purchase, reason="Geen geld.")
        assert rehearsal.fresh(rehearsal.purchase).state == State.WITHDRAWN
        with pytest.raises(Refusal):
            opening.withdraw_purchase(actor=rehearsal.buying(), purchase=rehearsal.purchase, reason="Nogmaals.")
