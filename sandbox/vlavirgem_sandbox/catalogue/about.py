"""The description of a service as facts on its page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vlavirgem.ui.components import Fact
from vlavirgem_sandbox.catalogue.describing import Description


def about_facts(about: Description) -> list[Fact]:
    """What is filled in, who answers questions first."""
    mail = about.contact_email
    facts = [
        Fact(_("Who answers questions"), about.contact_name or mail, f"mailto:{mail}" if mail else ""),
        Fact(_("Page for questions"), about.contact_page, about.contact_page),
        Fact(_("Answers"), about.support_hours),
        Fact(_("Who it is for"), ", ".join(about.audience_labels)),
        Fact(_("Licence"), about.licence),
        Fact(_("Software behind it"), about.software, about.software),
        Fact(_("Concept in the IPDC"), about.ipdc_concept, about.ipdc_concept),
    ]
    return [fact for fact in facts if fact.value]
