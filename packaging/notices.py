"""Whose work is in Triptych besides its own, and under which licences: THIRD-PARTY-NOTICES.txt."""

import json
import platform
import re
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from importlib.metadata import PackageNotFoundError as NotInstalledError
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "packaging" / "requirements.txt"
LICENCES = ROOT / "packaging" / "licences"
RESOURCES = ROOT / "resources"
TARGET = ROOT / "THIRD-PARTY-NOTICES.txt"

LICENCE_FILE = re.compile(r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS|OFL)", re.IGNORECASE)
LGPL = "LGPL-3.0-only"
QT_IS_REPLACEABLE = (
    "Qt and its Python binding are used under the GNU Lesser General Public License, version 3.\n"
    "They are separate shared libraries, which may be replaced by others that fit. Their source,\n"
    "and the notices of what they contain in turn, are at https://code.qt.io and\n"
    "https://doc.qt.io/qt-6/licenses-used-in-qt.html.\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Something made by others; `texts` are its licence files, word for word."""

    name: str
    version: str
    licence: str
    texts: tuple[str, ...]


def works() -> list[Work]:
    """Everything by others that a bundle made here contains."""
    return [_python(), *_packages(), *_models(), *_other_resources()]


def notices(found: list[Work]) -> str:
    """The whole file: a list of names and licences, then the texts."""
    lines = [f"{each.name} {each.version}: {each.licence}" for each in found]
    head = "Triptych contains the work of others, with thanks:\n\n" + "\n".join(lines)
    return "\n\n".join([head, *map(_chapter, found)]) + "\n"


def _chapter(work: Work) -> str:
    rule = "=" * 78
    title = f"{rule}\n{work.name} {work.version}\nLicence: {work.licence}\n{rule}"
    return "\n\n".join([title, *(text.strip() for text in work.texts)])


def _python() -> Work:
    text = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    return Work(
        name="Python",
        version=platform.python_version(),
        licence="PSF-2.0",
        texts=(_read(text),) if text.exists() else (),
    )


def _packages() -> Iterator[Work]:
    """The locked packages that are installed; the others belong to other systems."""
    for name in re.findall(r"^([\w.-]+)==", LOCK.read_text("utf-8"), re.MULTILINE):
        try:
            yield _package(distribution(name))
        except NotInstalledError:
            continue


def _package(package: Distribution) -> Work:
    licence = _licence(package)
    texts = tuple(_read(path) for path in _licence_files(package))
    if LGPL in licence:
        texts += (QT_IS_REPLACEABLE, _text("LGPL-3.0"), _text("GPL-3.0"))
    return Work(name=package.name, version=package.version, licence=licence, texts=texts)


def _licence(package: Distribution) -> str:
    """What the package says of itself, in the order in which packages came to say it."""
    expressions = _said(package, "License-Expression")
    free_texts = [text.strip().partition("\n")[0] for text in _said(package, "License")]
    classifiers = [
        each.rpartition(" :: ")[2]
        for each in _said(package, "Classifier")
        if each.startswith("License ::")
    ]
    return next((said for said in (*expressions, *free_texts) if said), ", ".join(classifiers))


def _said(package: Distribution, field: str) -> list[str]:
    return package.metadata.get_all(field) or []


def _licence_files(package: Distribution) -> list[Path]:
    return [
        Path(str(package.locate_file(file)))
        for file in package.files or []
        if ".dist-info" in file.parts[0] and LICENCE_FILE.search(file.name)
    ]


def _models() -> Iterator[Work]:
    """The model that is shipped; those that are offered come from elsewhere."""
    manifest = json.loads((RESOURCES / "models" / "starter.json").read_text("utf-8"))
    yield Work(
        name=manifest["model"],
        version=f"({manifest['file']})",
        licence=manifest["licence"],
        texts=(_text(manifest["licence"]),),
    )


def _other_resources() -> Iterator[Work]:
    """Folders of resources that come with a licence file, such as fonts."""
    for path in sorted(RESOURCES.rglob("*.txt")):
        if LICENCE_FILE.match(path.name):
            text = _read(path)
            name = path.parent.relative_to(ROOT).as_posix()
            yield Work(name=name, version=path.name, licence=_kind(text), texts=(text,))


def _kind(text: str) -> str:
    kinds = {
        "SIL OPEN FONT LICENSE": "OFL-1.1",
        "APACHE LICENSE": "Apache-2.0",
        "ISC LICENSE": "ISC",
        "MIT LICENSE": "MIT",
        "CC0": "CC0-1.0",
    }
    found = [kind for mark, kind in kinds.items() if mark in text.upper()]
    return " AND ".join(found) or "as below"


def _text(licence: str) -> str:
    return _read(LICENCES / f"{licence}.txt")


def _read(path: Path) -> str:
    return path.read_text("utf-8", errors="replace")


if __name__ == "__main__":
    target = Path(sys.argv[1]) if sys.argv[1:] else TARGET
    target.write_text(notices(works()), "utf-8")
    print(f"{target}: {len(works())} works")
