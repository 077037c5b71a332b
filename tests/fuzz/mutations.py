"""Changed copies of a right file: what damages a file on its way, and what somebody would try."""

from __future__ import annotations

import io
import zipfile

from hypothesis import strategies as st

_PIECES = [
    b"", b"\0", b"\x1b[2J", b"\r", b"\n", b"\t", b" ", b'"', b"'", b"{", b"}", b"[", b"]", b";", b",", b"\\", b"#",
    b"%", b"\xff", b"\xc3", b"\xc2\x9b", b"\xe2\x80\xae", b"\xef\xbb\xbf", b"\xff\xfe", b"\x94", b"\xe5", b"\x1a",
    b"sep=;\n",
    b"9" * 400, b"-", b"1e999", b"NaN", b"sNaN", b"1_0", b"null", b"true", b"{}", b'{"a":1}', b"[" * 2000, b"{" * 2000,
    b"\\u0000", b"\\ud800", b"\\u202e", b"0", b"-1", b"99999999999999999999", b"99991231", b"00000000", b"9999-12-31",
    b"#VER A 1 20130101\n{\n", b"}\n", b"#TRANS 1910 {} 1\n", b"#RAR 0 20130101", b"#KSUMMA\n", b"#SIETYP 9\n",
    b"#IB 0 1910 1\n", b"#FLAGGA 1\n", b"<!DOCTYPE a>", b"&a;", b"<c r='A1'/>", b"<row r='0'/>", b"&id001 *id001",
    b"- {name: id}", b"!!python/object:a", b"? [a]: b", b"#SAKNAS!", b"2013-03-31T02:30", b"19800708-2384",
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, seed: bytes) -> bytes:
    """Return the seed with some pieces cut, doubled, put in or changed, or bytes of no file at all."""
    if draw(st.integers(0, 30)) == 0:
        return draw(st.binary(max_size=400))
    content = seed
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(content)))
        end = min(
            start + draw(st.sampled_from([0, 0, 1, 1, 2, 4, 8, 40, 400, 10**6])), len(content)
        )
        piece = draw(st.one_of(st.sampled_from(_PIECES), st.binary(max_size=6)))
        match draw(st.integers(0, 4)):
            case 0:
                content = content[:start] + content[end:]
            case 1:
                content = content[:start] + piece + content[end:]
            case 2:
                content = (
                    content[:end] + content[start:end] * draw(st.integers(1, 20)) + content[end:]
                )
            case 3:
                content = content[:start] + piece * draw(st.integers(1, 50)) + content[start:]
            case 4:
                content = content[:start]
    return content


@st.composite
def mutated_zip(draw: st.DrawFn, seed: bytes) -> bytes:
    """Return a zip file with its bytes changed, or one of its parts."""
    if draw(st.booleans()):
        return draw(mutated(seed))
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(seed)) as old, zipfile.ZipFile(target, "w") as new:
        names = old.namelist()
        changed = draw(st.sampled_from(names))
        for name in names:
            part = old.read(name)
            new.writestr(name, draw(mutated(part)) if name == changed else part)
    return target.getvalue()
