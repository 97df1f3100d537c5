"""The questions people answer when they share a page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vlavirgem.ui.fields import DayField
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant


class ShareForm(forms.Form):
    """With whom, and until when."""

    audience = forms.ChoiceField(
        label=_("With whom"),
        choices=[
            (Visibility.NETWORK.value, _("Everyone in the network")),
            (Visibility.PARTNERS.value, _("Only the organisations I choose")),
        ],
        widget=forms.RadioSelect,
        initial=Visibility.NETWORK.value,
    )
    partners = forms.ModelMultipleChoiceField(
        label=_("Organisations"),
        queryset=Tenant.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only when you chose organisations above."),
    )
    until = DayField(
        label=_("Until"),
        required=False,
        help_text=_("Last day that others see the page. Empty: until you withdraw it."),
    )

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = self.fields["partners"]
        others.queryset = Tenant.objects.exclude(pk=tenant.pk).order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for organisations where the person chose to pick them."""
        cleaned = super().clean() or {}
        if cleaned.get("audience") == Visibility.PARTNERS and not cleaned.get("partners"):
            self.add_error("partners", _("Choose at least one organisation, or share with the network."))
        return cleaned
