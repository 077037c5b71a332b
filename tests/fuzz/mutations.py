"""Changed copies of a right file: what damages a file on its way, and what somebody would try."""

from __future__ import annotations

import gzip
import io
import zipfile
from random import Random

_PIECES = [
    b"", b"\0", b"\x1b[2J", b"\r", b"\n", b"\t", b" ", b'"', b"'", b"{", b"}", b"[", b"]", b";", b",", b"\\", b"#",
    b"%", b"\xff", b"\xc3", b"\xc2\x9b", b"\xe2\x80\xae", b"\xef\xbb\xbf", b"\xff\xfe", b"\x94", b"\xe5", b"\x1a",
    b"sep=;\n", b"\xc2\xa0", b"\xe2\x88\x92", b"a\xcc\x8a", b"\xf0\x9f\x98\x80", b"\xed\xa0\x80", b"\x85", b"\x0c",
    b"9" * 400, b"-", b"1e999", b"NaN", b"sNaN", b"1_0", b"null", b"true", b"{}", b'{"a":1}', b"[" * 2000, b"{" * 2000,
    b"\\u0000", b"\\ud800", b"\\u202e", b"0", b"-1", b"99999999999999999999", b"99991231", b"00000000", b"9999-12-31",
    b"0000-00-00", b"24:00:00", b"+99:99", b"1 234,50", b"1,5%", b"(2 012)", b"- 3", b"0x1F", b"0o17", b"1:60:60",
    b"#VER A 1 20130101\n{\n", b"}\n", b"#TRANS 1910 {} 1\n", b"#RAR 0 20130101", b"#KSUMMA\n", b"#SIETYP 9\n",
    b"#IB 0 1910 1\n", b"#FLAGGA 1\n", b"<!DOCTYPE a>", b"&a;", b"<c r='A1'/>", b"<row r='0'/>", b"&id001 *id001",
    b"- {name: id}", b"!!python/object:a", b"? [a]: b", b"#SAKNAS!", b"2013-03-31T02:30", b"19800708-2384",
    b"!!float x", b"!!int a", b"!!timestamp x", b"!!binary x", b"<<: 1", b"&a [*a]", b"=", b"---\n", b"...\n",
    b"%YAML 9\n", b"{{", b"}}", b"{%", b"%}", b"{% claim ", b"{% endclaim %}", b"{{ cases | 1 }}",
    b"| a | b |\n|---|---|\n", b"/0", b"**", b"1e9999", b"1/0", b"((((", b"<table><tr><td rowspan=99999999>",
    b"<td colspan=99999999>", b"<!--", b"</", b"&#0;", b"&#xD800;", b"<?xml version='1.1'?>", b"<!ENTITY a 'b'>",
    b"%PDF-1.7", b"PK\x03\x04", b"\x1f\x8b\x08",
]  # fmt: skip
_LENGTHS = [0, 0, 1, 1, 2, 4, 8, 40, 400, 10**6]
_MOST_BYTES = 2_000_000


def mutated(random: Random, seed: bytes) -> bytes:
    """Return the seed with some pieces cut, doubled, put in or changed, or bytes of no file at all."""
    if random.randrange(31) == 0:
        return random.randbytes(random.randrange(400))
    content = seed
    for _ in range(random.randint(1, 5)):
        if len(content) > _MOST_BYTES:
            break
        start = random.randint(0, len(content))
        end = min(start + random.choice(_LENGTHS), len(content))
        piece = (
            random.choice(_PIECES)
            if random.randrange(2)
            else random.randbytes(random.randint(0, 6))
        )
        match random.randrange(6):
            case 0:
                content = content[:start] + content[end:]
            case 1:
                content = content[:start] + piece + content[end:]
            case 2:
                content = content[:end] + content[start:end] * random.randint(1, 20) + content[end:]
            case 3:
                content = content[:start] + piece * random.randint(1, 50) + content[start:]
            case 4:
                content = content[:start] + _word_changed(random, content[start:])
            case _:
                content = content[:start]
    return content


def _word_changed(random: Random, content: bytes) -> bytes:
    """Return the bytes with a piece in place of the first word, which leaves the form around it whole."""
    begin = next((i for i, byte in enumerate(content) if bytes([byte]).isalnum()), len(content))
    end = next(
        (i for i in range(begin, len(content)) if not content[i : i + 1].isalnum()), len(content)
    )
    return content[:begin] + random.choice(_PIECES) + content[end:]


def mutated_zip(random: Random, seed: bytes) -> bytes:
    """Return a zip file with its bytes changed, or one of its parts."""
    if random.randrange(2):
        return mutated(random, seed)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(seed)) as old, zipfile.ZipFile(target, "w") as new:
        names = old.namelist()
        changed = random.choice(names)
        for name in names:
            part = old.read(name)
            new.writestr(name, mutated(random, part) if name == changed else part)
    return target.getvalue()


def mutated_gzip(random: Random, seed: bytes) -> bytes:
    """Return a gzip file with its bytes changed, or the text that it packs."""
    if random.randrange(2):
        return mutated(random, seed)
    return gzip.compress(mutated(random, gzip.decompress(seed)), 1, mtime=0)
