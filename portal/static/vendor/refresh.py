"""Re-create the vendored GOV.UK Frontend files from their npm package, and compress what we serve.

Run with --fetch when the version changes, without it after a change to a file of ours; never by
users. Needs npm only for --fetch.
The crest, the crown and the GDS Transport font are for gov.uk domains only and are left out.
"""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VERSION = "6.3.0"
STATIC = Path(__file__).resolve().parent.parent
TARGET = STATIC / "vendor" / f"govuk-frontend-{VERSION}"
OUR_FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'


def main(words: list[str]) -> None:
    if "--fetch" in words:
        fetch()
    compress()


def fetch() -> None:
    with tempfile.TemporaryDirectory() as folder:
        pack = ["npm", "pack", "--silent", f"govuk-frontend@{VERSION}"]
        subprocess.run(pack, cwd=folder, check=True)  # noqa: S603  every word of it stands above
        with tarfile.open(Path(folder) / f"govuk-frontend-{VERSION}.tgz") as archive:
            sheet = _text(archive, "govuk-frontend.min.css")
            script = _text(archive, "govuk-frontend.min.js")
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / "govuk-frontend.min.css").write_text(ours(sheet), encoding="utf-8")
    (TARGET / "govuk-frontend.min.js").write_text(_unmapped(script), encoding="utf-8")


def ours(sheet: str) -> str:
    """The stylesheet without the font faces, the crest, and the source map we do not ship."""
    sheet = re.sub(r"@font-face\{[^{}]*\}", "", sheet)
    sheet = re.sub(r"[^{}]*\{[^{}]*govuk-crest[^{}]*\}", "", sheet)
    sheet = sheet.replace("GDS Transport,arial,sans-serif", OUR_FONTS)
    sheet = sheet.replace("font-family:sans-serif", f"font-family:{OUR_FONTS}")  # in print
    return _unmapped(sheet)


def compress() -> None:
    for path in sorted(STATIC.rglob("*")):
        if path.suffix in {".css", ".js", ".svg"}:
            packed = gzip.compress(path.read_bytes(), 9, mtime=0)
            path.with_name(path.name + ".gz").write_bytes(packed)


def _text(archive: tarfile.TarFile, name: str) -> str:
    member = archive.extractfile(f"package/dist/govuk/{name}")
    if member is None:
        raise FileNotFoundError(name)
    return member.read().decode("utf-8")


def _unmapped(text: str) -> str:
    return re.sub(r"\n?(/\*|//)# sourceMappingURL=\S+( \*/)?\s*$", "\n", text)


if __name__ == "__main__":
    main(sys.argv[1:])
