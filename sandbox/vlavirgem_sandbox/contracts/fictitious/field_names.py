"""Fields whose name clearly asks for something that a character has."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from vlavirgem_sandbox.contracts.fictitious.cast import Character

_NAMES: Final = {
    "first-name": "voornaam voornamen firstname givenname roepnaam",
    "family-name": "achternaam familienaam geslachtsnaam lastname familyname surname",
    "full-name": "volledigenaam fullname naamvoluit",
    "register-number": "insz niss rrn rijksregisternummer inszcode inszofbis nationalregisternumber registernumber",
    "email": "email emailadres emailaddress mailadres epost",
    "telephone": "telefoon telefoonnummer tel telephone telephonenumber phone phonenumber gsm gsmnummer mobile",
    "iban": "iban rekeningnummer bankrekening bankaccount accountnumber",
    "street": "straat straatnaam street streetname thoroughfare",
    "house-number": "huisnummer huisnr housenumber",
    "postal-code": "postcode postalcode postnummer zipcode",
    "municipality": "gemeente gemeentenaam municipality municipalityname woonplaats stad city",
    "nis-code": "niscode nis",
    "kbo-number": "kbonummer kbo ondernemingsnummer enterprisenumber kbonumber companynumber",
    "association": "verenigingsnaam naamvereniging associationname",
}
_KINDS: Final = {name: kind for kind, names in _NAMES.items() for name in names.split()}


@lru_cache(maxsize=4_096)
def asked_by(field: str) -> str:
    """What the name of a field asks for, one of :data:`vlavirgem_sandbox.contracts.fictitious.cast.KINDS`; or none."""
    return _KINDS.get("".join(filter(str.isalnum, field)).lower(), "")


def written_ways(kind: str, character: Character) -> Iterator[str]:
    """What a character has of a kind, in each way that people write it."""
    plain = character[kind]
    yield plain
    if kind == "kbo-number":
        yield f"{plain[:4]}.{plain[4:7]}.{plain[7:]}"
        yield f"BE{plain}"
    elif kind == "register-number":
        yield f"{plain[:2]}.{plain[2:4]}.{plain[4:6]}-{plain[6:9]}.{plain[9:]}"
    elif kind == "iban":
        yield " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))
    elif kind == "telephone":
        yield f"0{plain[3:]}"
        yield f"+32 2 {plain[4:7]} {plain[7:9]} {plain[9:]}"
