"""The vocabularies that the kinds take their names from, with the prefix under which each is written in Turtle."""

from __future__ import annotations

from typing import Final

ADMS = "http://www.w3.org/ns/adms#"
ADRES = "https://data.vlaanderen.be/ns/adres#"
AS = "https://www.w3.org/ns/activitystreams#"
BESLUIT = "http://data.vlaanderen.be/ns/besluit#"
CPSV = "http://purl.org/vocab/cpsv#"
DCAT = "http://www.w3.org/ns/dcat#"
DCT = "http://purl.org/dc/terms/"
ELI = "http://data.europa.eu/eli/ontology#"
EXT = "http://mu.semte.ch/vocabularies/ext/"
FOAF = "http://xmlns.com/foaf/0.1/"
GENERIEK = "https://data.vlaanderen.be/ns/generiek#"
LDES = "https://w3id.org/ldes#"
LOCN = "http://www.w3.org/ns/locn#"
LPDC = "https://productencatalogus.data.vlaanderen.be/ns/ipdc-lpdc#"
M8G = "http://data.europa.eu/m8g/"
MANDAAT = "http://data.vlaanderen.be/ns/mandaat#"
MU = "http://mu.semte.ch/vocabularies/core/"
ORG = "http://www.w3.org/ns/org#"
ORGANISATIE = "https://data.vlaanderen.be/ns/organisatie#"
PAV = "http://purl.org/pav/"
PERSOON = "https://data.vlaanderen.be/ns/persoon#"
PROV = "http://www.w3.org/ns/prov#"
PUBLIC_SERVICE_BE = "http://vocab.belgif.be/ns/publicservice#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
REGORG = "http://www.w3.org/ns/regorg#"
SCHEMA = "http://schema.org/"
SCHEMA_HTTPS = "https://schema.org/"
SHACL = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
TREE = "https://w3id.org/tree#"
XSD = "http://www.w3.org/2001/XMLSchema#"

IDENTITY: Final = "@id"
"""Instead of a property: the identifier of the record itself, or what is said of it nowhere but with us."""

PREFIXES: Final = {
    "adms": ADMS,
    "adres": ADRES,
    "besluit": BESLUIT,
    "cpsv": CPSV,
    "dcat": DCAT,
    "dct": DCT,
    "eli": ELI,
    "ext": EXT,
    "foaf": FOAF,
    "generiek": GENERIEK,
    "locn": LOCN,
    "lpdc": LPDC,
    "m8g": M8G,
    "mandaat": MANDAAT,
    "org": ORG,
    "organisatie": ORGANISATIE,
    "pav": PAV,
    "persoon": PERSOON,
    "ps": PUBLIC_SERVICE_BE,
    "rdf": RDF,
    "rdfs": RDFS,
    "regorg": REGORG,
    "schema": SCHEMA,
    "sh": SHACL,
    "skos": SKOS,
    "xsd": XSD,
}
