"""How a form is drawn, and how it reads dates and amounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from vlavirgem.ui.fields import AmountField, DayField, plain_number


class Order(forms.Form):
    """A form with a field of each kind that is drawn differently."""

    day = DayField(label="Leverdatum", help_text="De dag van levering.")
    amount = AmountField(label="Bedrag", required=False)
    lots = forms.MultipleChoiceField(
        label="Percelen", choices=[("1", "Loket"), ("2", "Balie")], widget=forms.CheckboxSelectMultiple
    )
    sure = forms.BooleanField(label="Zeker")


def test_an_empty_form_has_labels_hints_and_no_summary() -> None:
    with translation.override("nl"):
        drawn = str(Order())

    assert '<label class="field__label" for="id_day">Leverdatum</label>' in drawn
    assert 'id="id_day_helptext">De dag van levering.' in drawn
    assert 'aria-describedby="id_day_helptext"' in drawn
    assert '<legend class="field__label">Percelen' in drawn
    assert "(niet verplicht)" in drawn
    assert "error-summary" not in drawn


def test_a_field_that_some_choice_asks_for_is_not_called_optional() -> None:
    class Conditional(Order):
        unmarked = tuple(Order.base_fields)

    with translation.override("nl"):
        assert "(niet verplicht)" not in str(Conditional())


def test_errors_stand_in_a_summary_that_links_to_the_fields_and_beside_them() -> None:
    with translation.override("nl"):
        drawn = str(Order({"day": "31/02/2026"}))

    assert 'class="error-summary" role="alert" tabindex="-1"' in drawn
    assert '<a href="#id_day">Leverdatum</a>' in drawn
    assert '<a href="#id_lots_0">Percelen</a>' in drawn
    assert 'id="id_day_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'value="31/02/2026"' in drawn, "what was typed stays"


def test_an_error_of_the_whole_form_stands_in_the_summary() -> None:
    form = Order({"day": "31/12/2026", "lots": ["1"], "sure": "on"})
    form.add_error(None, "Dit perceel is al gegund.")

    assert "<li>Dit perceel is al gegund.</li>" in str(form)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("1.234,50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234", "1234"),
        ("1.234.567", "1234567"),
        ("12.5", "12.5"),
        ("0,125", "0.125"),
        ("-3,5", "-3.5"),
        ("twaalf", "twaalf"),
    ],
)
def test_an_amount_is_read_as_people_write_it(written: str, plain: str) -> None:
    assert plain_number(written) == plain


@pytest.mark.parametrize("written", ["31/12/2026", "31-12-2026", "2026-12-31"])
def test_a_day_is_read_as_people_write_it(written: str) -> None:
    assert DayField().clean(written) == date(2026, 12, 31)


def test_a_day_has_a_picker_and_an_amount_is_shown_as_people_write_it() -> None:
    with translation.override("nl"):
        drawn = str(Order(initial={"day": date(2026, 12, 31), "amount": Decimal("1234.50")}))

    assert 'type="date" name="day" value="2026-12-31"' in drawn
    assert 'value="1.234,50"' in drawn


@pytest.mark.parametrize(("sent", "shown"), [("31/12/2026", "2026-12-31"), ("31-12-2026", "2026-12-31")])
def test_a_day_that_was_sent_stays_in_the_picker(sent: str, shown: str) -> None:
    assert f'value="{shown}"' in str(Order({"day": sent})["day"])


def test_what_is_no_day_is_refused_with_how_to_write_one() -> None:
    with translation.override("nl"):
        form = Order({"day": "31/02/2026"})

        assert "Kies er een, of schrijf die als 31/12/2026." in str(form.errors["day"])
        assert 'value="31/02/2026"' in str(form["day"])


def test_what_is_no_amount_is_refused() -> None:
    with pytest.raises(forms.ValidationError):
        AmountField().clean("twaalf")


def test_a_bound_is_said_as_people_write_numbers() -> None:
    field = AmountField(min_value=Decimal("0.01"), max_value=Decimal("1234.50"))

    with translation.override("nl"):
        with pytest.raises(forms.ValidationError, match="Vul 0,01 of meer in"):
            field.clean("0")
        with pytest.raises(forms.ValidationError, match=r"Vul 1.234,50? of minder in"):
            field.clean("2000")

    assert field.clean("0,01") == Decimal("0.01")
    assert field.clean("1.234,50") == Decimal("1234.50")
