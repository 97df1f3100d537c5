"""A CEVI export is repaired product by product; one that cannot be is refused with the reason, and the others stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.cevi import products
from vlavirgem_graphql.datasets.cevi.records import read_cevi
from vlavirgem_graphql.datasets.checking import checked
from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.formats import CEVI, Source
from vlavirgem_graphql.datasets.services import read_file
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE

BASE = "https://stekene.example/id/public-service/"
WHOLE = """<Product><Id>12</Id><Name>Attest</Name><Title>Attest van woonst</Title>
<Description>&amp;lt;p&amp;gt;Voor wie &amp;amp;amp; waarom&amp;lt;/p&amp;gt;
&amp;lt;script&amp;gt;x&amp;lt;/script&amp;gt;</Description>
<StartDate xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">2023-09-10</StartDate>
<ProductType><Value>Advies en begeleiding</Value></ProductType>
<Conditions>&amp;lt;p&amp;gt;Je woont hier&amp;lt;/p&amp;gt;</Conditions><BringToApply>Je kaart</BringToApply>
<AmountToApply>Gratis</AmountToApply><Procedure>Kom langs</Procedure>
<Forms><Form><Title>Aanvraag</Title><Location>http://a.example/?x=1&amp;amp;y=2</Location></Form></Forms>
<InfoUrls><Url><Title>Meer</Title><Location>geen adres</Location></Url></InfoUrls>
<Themes><Theme><Value>Mobiliteit en openbare werken</Value></Theme><Theme><Value>Horeca</Value></Theme></Themes>
<TargetGroups><TargetGroup><Value>Burger</Value></TargetGroup></TargetGroups>
<DeliveringDepartments><Department><Name>Burgerzaken</Name><Addresses><Address><Street>Markt </Street>
<HouseNumber>1</HouseNumber><Website>www.a.example</Website></Address></Addresses></Department></DeliveringDepartments>
<AuthorisedDepartments><Department><Name>Vlaamse overheid</Name><Addresses/></Department></AuthorisedDepartments>
<TimeStampLastUpdate>2020-10-02T13:21:31.7</TimeStampLastUpdate></Product>"""


def read(*texts: str) -> list[RecordDraft]:
    wrapped = '<?xml version="1.0"?><string><?xml version="1.0"?><ProductCatalog><Products>' + "".join(texts)
    return list(read_cevi(wrapped.encode(), BASE))


def test_a_product_becomes_a_public_service_with_its_parts() -> None:
    (draft,) = read(WHOLE)

    assert draft.body == {
        "uri": BASE + "12",
        "entryType": "InstancePublicService",
        "productId": "12",
        "title": "Attest van woonst",
        "description": "<p>Voor wie &amp; waarom</p>",
        "type": "AdviesBegeleiding",
        "targetAudiences": ["Burger"],
        "themes": ["MobiliteitOpenbareWerken", "Horeca"],
        "competentAuthorityLevels": ["Vlaams"],
        "executingAuthorityLevels": ["Lokaal"],
        "requirements": [{"description": "<p>Je woont hier</p>", "evidence": [{"description": "Je kaart"}]}],
        "procedures": [
            {"description": "Kom langs", "websites": [{"title": "Aanvraag", "url": "http://a.example/?x=1&y=2"}]}
        ],
        "costs": [{"description": "Gratis"}],
        "contactPoints": [{"url": "https://www.a.example", "addresses": [{"street": "Markt", "houseNumber": "1"}]}],
        "modified": "2020-10-02T13:21:31.700000+02:00",
    }
    assert "“Horeca”" in " ".join(checked(draft, PUBLIC_SERVICE).notes), "kept as it was, and told"
    said = " ".join(draft.notes)
    assert "InfoUrls/Url" in said
    assert "HTML" in said


def test_a_broken_product_is_repaired_and_another_that_breaks_off_is_refused_alone() -> None:
    drafts = read(
        "<Product><Id>1</Id><Title>Een & ander</Title></Product>",
        "<Product><Id>2</Id><Title>Half",
        "<Product><Title>Zonder nummer</Title></Product>",
        "<Product><Id>4</Id><Title>Heel</Title></Product>",
    )

    assert [bool(draft.refused) for draft in drafts] == [False, True, True, False]
    assert drafts[0].notes, "that it was repaired is told"
    assert drafts[3].notes == ()


@pytest.mark.parametrize(
    "text", ["<Products/>", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><Product><Id>&b;</Id></Product>']
)
def test_a_file_without_products_or_with_a_dtd_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(text)

    assert refused.value.code == "not-cevi"


def test_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not read("<Product><Id>1</Id></Product>")[0].refused
    monkeypatch.setattr(products, "MAX_LENGTH", 10)
    assert read("<Product><Id>1</Id></Product>")[0].refused
    monkeypatch.setattr(products, "MAX_PRODUCTS", 1)
    with pytest.raises(Refusal, match="1"):
        read("<Product></Product>" * 2)


def test_each_product_of_the_real_export_is_accounted_for(shared_data: Path) -> None:
    content = (shared_data / "lpdc" / "LPDC_CEVI.xml").read_bytes()

    drafts = read_file(CEVI, Source(content=content, kind=PUBLIC_SERVICE, base=BASE))

    assert [draft.key.removeprefix(BASE) for draft in drafts if not draft.refused] == ["1502", "210001"]
    assert len([draft for draft in drafts if draft.refused]) == 4, "products without a number, as the export has them"
    assert drafts[0].body["contactPoints"][0]["addresses"][0]["municipality"] == "Stekene"
