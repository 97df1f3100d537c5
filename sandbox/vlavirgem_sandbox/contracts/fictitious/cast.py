"""One person, one address and one organisation, whose data belong together."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from vlavirgem_sandbox.contracts.fictitious import numbers, words
from vlavirgem_tenants.municipalities.register import Municipality, municipalities

_FIRST_BIRTH: Final = date(1940, 1, 1)
_DAYS_OF_BIRTHS: Final = 365 * 65


class Character:
    """Somebody who does not exist. The same seed gives the same, in whatever order it is asked."""

    def __init__(self, seed: str) -> None:
        self._seed = seed

    def __getitem__(self, name: str) -> str:
        """Raises KeyError for what is not in :data:`KINDS`."""
        return KINDS[name](self)

    def rng(self, part: str) -> random.Random:
        """What one part of it is drawn from."""
        return random.Random(f"{self._seed}|{part}")  # noqa: S311 - repeatable, not secret

    @cached_property
    def first_name(self) -> str:
        """A common first name."""
        return self.rng("first name").choice(words.FIRST_NAMES)

    @cached_property
    def family_name(self) -> str:
        """A common family name."""
        return self.rng("family name").choice(words.FAMILY_NAMES)

    @cached_property
    def birth(self) -> date:
        """The day of birth, of an adult."""
        return _FIRST_BIRTH + timedelta(days=self.rng("birth").randrange(_DAYS_OF_BIRTHS))

    @cached_property
    def municipality(self) -> Municipality:
        """A real one, for name, NIS code and postal code."""
        return self.rng("municipality").choice(municipalities())

    @property
    def email(self) -> str:
        """An address at a domain that nobody can own (RFC 2606)."""
        name = unicodedata.normalize("NFKD", f"{self.first_name}.{self.family_name}".replace(" ", ""))
        return f"{name.encode('ascii', 'ignore').decode().lower()}@voorbeeld.example"

    @property
    def association(self) -> str:
        """A name for an association."""
        rng = self.rng("association")
        return f"{rng.choice(words.ASSOCIATIONS)} {rng.choice(words.EPITHETS)}"


KINDS: Final[dict[str, Callable[[Character], str]]] = {
    "first-name": lambda each: each.first_name,
    "family-name": lambda each: each.family_name,
    "full-name": lambda each: f"{each.first_name} {each.family_name}",
    "birth-date": lambda each: each.birth.isoformat(),
    "register-number": lambda each: numbers.register_number(each.birth, each.rng("register number")),
    "email": lambda each: each.email,
    "telephone": lambda each: numbers.telephone(each.rng("telephone")),
    "iban": lambda each: numbers.iban(each.rng("iban")),
    "street": lambda each: each.rng("street").choice(words.STREETS),
    "house-number": lambda each: str(each.rng("house number").randint(1, 199)),
    "postal-code": lambda each: each.municipality.postal_codes[0],
    "municipality": lambda each: each.municipality.name,
    "nis-code": lambda each: each.municipality.nis_code,
    "kbo-number": lambda each: numbers.kbo_number(each.rng("kbo")),
    "association": lambda each: each.association,
}
"""What can be asked of a character, by the name that templates have for it."""
