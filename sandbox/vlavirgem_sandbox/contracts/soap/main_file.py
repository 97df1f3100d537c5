"""Which of several WSDL files is the contract."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.file_paths import referred
from vlavirgem_sandbox.contracts.soap.names import WSDL, WSDL_2
from vlavirgem_sandbox.contracts.soap.wsdl import imports_of
from vlavirgem_sandbox.contracts.soap.xml_text import XmlTrouble, local_name, parsed
from vlavirgem_sandbox.contracts.source_text import refusal

_SHOWN = 10


def main_wsdl(texts: Mapping[str, str], name: str) -> str:
    """The path of the one WSDL that no other imports. Raises SourceRefused when there is none, or more than one."""
    wsdls = [path for path, text in texts.items() if path.lower().endswith(".wsdl") or len(texts) == 1]
    wsdls = wsdls or [path for path, text in texts.items() if f'"{WSDL}"' in text]
    if not wsdls:
        raise refusal(
            _("There is no WSDL in this file."),
            _("Put the WSDL in the zip, beside the XSD files that it refers to."),
            name,
        )
    imported: set[str | None] = set()
    for path in wsdls:
        try:
            root = parsed(texts[path])
        except XmlTrouble as trouble:
            if len(wsdls) == 1:
                remedy = _("Repair the file and upload the contract again.")
                raise refusal(
                    trouble.message, remedy, f"{path} {trouble.place}".strip(), detail=trouble.detail
                ) from trouble
            continue
        if len(wsdls) == 1 and root.tag not in {f"{{{WSDL}}}definitions", f"{{{WSDL_2}}}description"}:
            raise refusal(
                _("This is XML with '%(name)s' as its outermost element, not a WSDL.") % {"name": local_name(root)},
                _("Upload the WSDL of the service, in a zip with the XSD files that it refers to."),
                path,
            )
        imported.update(referred(path, location) for location in imports_of(root) if location)
    main = [path for path in wsdls if path not in imported]
    if len(main) != 1:
        raise refusal(
            _("The zip holds %(count)d WSDL files that stand by themselves: %(files)s.")
            % {"count": len(main), "files": ", ".join(main[:_SHOWN])},
            _("Make a zip for each service: one WSDL with the XSD files that it refers to."),
            name,
        )
    return main[0]
