"""How forms look everywhere: ``{{ form }}`` gives a summary, labels above, hints, and each error beside its field."""

from __future__ import annotations

from django.forms.renderers import DjangoTemplates


class HouseFormRenderer(DjangoTemplates):
    """Set as FORM_RENDERER. Widgets stay Django's own; forms, fields and sets of forms are drawn by our templates."""

    form_template_name = "vlavirgem/forms/form.html"
    formset_template_name = "vlavirgem/forms/formset.html"
    field_template_name = "vlavirgem/forms/field.html"
