"""A SOAP request filled with a test persona: each element of a name that the persona has something for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from vlavirgem_sandbox.contracts.authored.personas import Persona
from vlavirgem_sandbox.contracts.authored.showing_personas import ways
from vlavirgem_sandbox.contracts.soap.envelope import body_of
from vlavirgem_sandbox.contracts.soap.xml_text import XmlTrouble, local_name, read_xml


def filled_envelope(body: str, persona: Persona) -> str | None:
    """The envelope about the persona; None for what is no envelope, or has nothing of the persona."""
    try:
        root = read_xml(body.encode())
    except XmlTrouble:
        return None
    content = body_of(root)
    found = list(_about_the_persona(content, persona)) if content is not None else []
    for element in found:
        element.text = _alike(element.text or "", persona, local_name(element))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8").decode() if found else None


def _about_the_persona(content: etree._Element, persona: Persona) -> Iterator[etree._Element]:
    """Of the elements that the persona has something for, those that mean it.

    Directly in the request; further down, beside what tells the persona or beside another of them: a lone ``Naam`` of
    the sender is the sender's.
    """
    found = [each for each in content.iter() if len(each) == 0 and persona.value_for(local_name(each)) is not None]
    beside = Counter(each.getparent() for each in found)
    identifier = persona.values[0][1]
    for element in found:
        parent = element.getparent()
        tells = any(persona.value_for(local_name(each)) == identifier for each in found if each.getparent() is parent)
        if parent is content or beside[parent] > 1 or tells:
            yield element


def _alike(before: str, persona: Persona, name: str) -> str:
    """As the persona's author wrote it; without points and hyphens where the example has only digits."""
    written = [each for each in ways(persona.value_for(name)) if isinstance(each, str)]
    return written[-1] if before.strip().isdigit() else written[0]
