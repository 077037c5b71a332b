"""The report's fonts, Source Sans Pro and Source Serif Pro (SIL Open Font License), from the packages that ship them.

Never the machine's own: the same release must give the same pages everywhere.
"""

from __future__ import annotations

import base64
import importlib.util
import io
from functools import cache
from pathlib import Path

SANS = "Source Sans Pro"
SERIF = "Source Serif Pro"

# Latin letters with what Swedish, and names in other languages, need; dashes, quotes, minus, arrows, no-break space.
_CHARACTERS = (
    "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x2002, 0x2009, 0x202F]))
    + "–—‘’‚“”„•…‹›−≤≥±×→↩§"
)

_FACES = (
    (SANS, "font_source_sans_pro", "SourceSansPro-Regular.ttf", 400, "normal"),
    (SANS, "font_source_sans_pro", "SourceSansPro-It.ttf", 400, "italic"),
    (SANS, "font_source_sans_pro", "SourceSansPro-Semibold.ttf", 600, "normal"),
    (SERIF, "font_source_serif_pro", "SourceSerifPro-Semibold.ttf", 600, "normal"),
)


@cache
def font_folders() -> tuple[Path, ...]:
    """Return the folders of the packages' font files."""
    return tuple(_folder(package) for package in dict.fromkeys(face[1] for face in _FACES))


@cache
def font_faces_css() -> str:
    """Return ``@font-face`` rules that hold the fonts themselves, cut down to the letters that a report uses."""
    rules = []
    for family, package, file, weight, style in _FACES:
        data = base64.b64encode(_subset(_folder(package) / file)).decode()
        rules.append(
            f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};font-display:swap;'
            f'src:url(data:font/woff2;base64,{data}) format("woff2")}}'
        )
    return "\n".join(rules)


def _folder(package: str) -> Path:
    # The packages import what newer Pythons no longer have; where they lie is all that is needed of them.
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "files"


def _subset(path: Path) -> bytes:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(path, recalcTimestamp=False)
    options = Options(hinting=False, layout_features=["kern", "liga", "tnum", "lnum", "mark"])
    subsetter = Subsetter(options)
    subsetter.populate(text=_CHARACTERS)
    subsetter.subset(font)
    font.flavor = "woff2"
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()
