"""Translation catalogues, without gettext's own programs: ``python tools/messages.py update|compile|check [folder]``.

A string belongs to the nearest folder above it that has a ``locale`` folder, so a room or a single app owns its words.
The languages are the folders in ``vlavirgem/locale``; to add one, make a folder there and run ``update``.
Both files are written the same way each time (no dates, no line numbers), so that only changed words show in a diff.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import cast

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

HOUSE = Path(__file__).resolve().parent.parent
ROOMS = (
    "vlavirgem",
    "tenants/vlavirgem_tenants",
    "sandbox/vlavirgem_sandbox",
    "cms/vlavirgem_cms",
    "graphql/vlavirgem_graphql",
)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sd]|\{\w*\}")
# The command keeps its name, which is English.
NEVER_ON_SCREEN = re.compile(r"(?<!vlavirgem )\b(tenants?|items?)\b", re.IGNORECASE)

Extracted = tuple[int, str, tuple[str, ...], str | None]


class HouseCatalog(Catalog):
    """A catalogue whose header says only what a reader of the file needs: no dates, names or versions."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The language, how it makes plurals, and the encoding."""
        return [
            ("Language", str(self.locale_identifier)),
            ("Content-Type", "text/plain; charset=UTF-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def languages() -> list[str]:
    """The languages that the house is translated into; English is what the code says."""
    return sorted(folder.name for folder in (HOUSE / "vlavirgem/locale").iterdir() if folder.is_dir())


def owners() -> list[Path]:
    """The folders that own strings: each room, and each app that has a ``locale`` folder of its own."""
    rooms = [HOUSE / room for room in ROOMS]
    apps = [folder.parent for room in rooms for folder in room.rglob("locale") if folder.is_dir()]
    return sorted({*rooms, *apps})


def owned_files(owner: Path) -> Iterator[Path]:
    """The Python files and templates whose nearest owner this is."""
    others = [other for other in owners() if owner in other.parents]
    for path in sorted(owner.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or {"migrations", "static"} & set(path.parts):
            continue
        if path.suffix == ".txt" and "templates" not in path.parts:
            continue
        if not any(other in path.parents for other in others):
            yield path


def extract(path: Path) -> Iterator[Extracted]:
    """The strings of one file: line, function, its texts and its context."""
    source = path.read_text()
    if path.suffix != ".py":
        # What is left of a template is no indented Python, though each call in it is Python.
        source = "\n".join(line.lstrip() for line in templatize(source, origin=str(path)).splitlines())
    for line, function, found, _comments in extract_python(BytesIO(source.encode()), KEYWORDS, (), {}):
        texts = cast("str | Sequence[str | None]", found)  # Babel's own annotation leaves the single text out
        yield line, *_meaning(str(function), (texts,) if isinstance(texts, str) else tuple(texts))


def _meaning(function: str, arguments: tuple[str | None, ...]) -> tuple[str, tuple[str, ...], str | None]:
    """The texts and the context of a call. What is computed (None) cannot be translated and is left out."""
    spec = KEYWORDS[function] or (1,)
    context = next((arguments[at[0] - 1] for at in spec if isinstance(at, tuple)), None)
    positions = [at for at in spec if isinstance(at, int) and at <= len(arguments)]
    texts = tuple(text for at in positions if (text := arguments[at - 1]))
    return function, texts if len(texts) == len(positions) else (), context


def template_of(owner: Path, language: str) -> HouseCatalog:
    """What the code asks for, untranslated."""
    catalog = HouseCatalog(locale=language, header_comment=f"# {owner.name}: {language}", fuzzy=False)
    for path in owned_files(owner):
        for _line, _function, texts, context in extract(path):
            if texts:
                place = [(path.relative_to(HOUSE).as_posix(), 0)]
                catalog.add(texts if len(texts) > 1 else texts[0], locations=place, context=context)
    return catalog


def po_path(owner: Path, language: str) -> Path:
    """Where the words of one owner in one language stand."""
    return owner / "locale" / language / "LC_MESSAGES" / "django.po"


def translations(owner: Path, language: str) -> Catalog:
    """What has been translated; empty where nothing has."""
    path = po_path(owner, language)
    if not path.exists():
        return HouseCatalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def merged(owner: Path, language: str) -> HouseCatalog:
    """What the code asks for, with the translations that there are; what nobody asks for any more is gone."""
    catalog, known = template_of(owner, language), translations(owner, language)
    for message in _messages(catalog):
        old = known.get(message.id, message.context)
        if old is not None:
            message.string = old.string
            message.flags = message.flags | (old.flags & {"fuzzy"})
            message.user_comments = old.user_comments
    return catalog


def po_bytes(catalog: HouseCatalog) -> bytes:
    """The catalogue as a person edits it."""
    file = BytesIO()
    write_po(file, catalog, width=110, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    return file.getvalue()


def mo_bytes(catalog: HouseCatalog) -> bytes:
    """The catalogue as Django reads it."""
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def faults(owner: Path, language: str) -> Iterator[str]:
    """What is wrong with the words of one owner in one language; nothing where they are complete."""
    catalog, path = merged(owner, language), po_path(owner, language)
    if not list(_messages(catalog)):
        return
    if not path.exists() or path.read_bytes() != po_bytes(catalog):
        yield "the code asks for other strings than the catalogue has: run `python tools/messages.py update`"
    for message in _messages(catalog):
        yield from (f"{fault}: {message.id!r}" for fault in _message_faults(message))
    mo = path.with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != mo_bytes(catalog):
        yield "the .mo file is older than its .po: run `python tools/messages.py compile`"


def clashes(language: str) -> Iterator[str]:
    """The same text translated in two ways: Django keeps one of them for the whole house, and nobody chose which."""
    seen: dict[tuple[str, str | None], dict[str, str]] = {}
    for owner in owners():
        for message in _messages(merged(owner, language)):
            text = message.id if isinstance(message.id, str) else message.id[0]
            seen.setdefault((text, message.context), {}).setdefault(str(message.string), owner.name)
    for (text, _context), ways in seen.items():
        if len(ways) > 1:
            told = " and ".join(f"{way!r} ({owner})" for way, owner in ways.items())
            yield f"{language}: {text!r} is translated as {told}: choose one, or make the texts differ"


def _message_faults(message: Message) -> Iterator[str]:
    texts = [message.id] if isinstance(message.id, str) else list(message.id)
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if not strings or not all(strings):
        yield "not translated"
        return
    if message.fuzzy:
        yield "marked fuzzy: look at it and take the mark away"
    wanted = set(PLACEHOLDER.findall(texts[-1]))
    if any(set(PLACEHOLDER.findall(string)) != wanted for string in strings[-1:]):
        yield f"placeholders differ, wanted {sorted(wanted)}"
    if any(NEVER_ON_SCREEN.search(string) for string in strings):
        yield "a word that never stands on screen"


def _messages(catalog: Catalog) -> Iterable[Message]:
    return (message for message in catalog if message.id)


def update(chosen: Sequence[Path]) -> int:
    """Bring the catalogues in line with the code and compile them."""
    for owner in chosen:
        for language in languages():
            catalog, path = merged(owner, language), po_path(owner, language)
            waiting = sum(1 for message in _messages(catalog) if "not translated" in _message_faults(message))
            if list(_messages(catalog)) or path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(po_bytes(catalog))
                path.with_suffix(".mo").write_bytes(mo_bytes(catalog))
                count = len(list(_messages(catalog)))
                print(f"{path.relative_to(HOUSE)}: {count} strings, {waiting} to translate")
    return 0


def compile_all(chosen: Sequence[Path]) -> int:
    """Write the .mo files from their .po files."""
    for owner in chosen:
        for language in languages():
            path = po_path(owner, language)
            if path.exists():
                path.with_suffix(".mo").write_bytes(mo_bytes(merged(owner, language)))
    return 0


def check(chosen: Sequence[Path]) -> int:
    """Print what is wrong; 1 where something is."""
    found = [
        f"{po_path(owner, language).relative_to(HOUSE)}: {fault}"
        for owner in chosen
        for language in languages()
        for fault in faults(owner, language)
    ]
    found += [clash for language in languages() for clash in clashes(language)]
    print("\n".join(found) or "every string is translated")
    return 1 if found else 0


def main(arguments: list[str] | None = None) -> int:
    """Run one of the commands; returns the exit code."""
    commands = {"update": update, "compile": compile_all, "check": check}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=commands)
    parser.add_argument("folder", nargs="*", type=Path, help="only what these folders own (default: the whole house)")
    asked = parser.parse_args(arguments)
    if not settings.configured:
        settings.configure(USE_I18N=True)
    folders = [folder.resolve() for folder in asked.folder]
    chosen = [owner for owner in owners() if not folders or any(_within(owner, folder) for folder in folders)]
    return commands[asked.command](chosen)


def _within(owner: Path, folder: Path) -> bool:
    return folder == owner or folder in owner.parents


if __name__ == "__main__":
    sys.exit(main())
