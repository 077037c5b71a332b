"""Checks of a text file's bytes before it is parsed: packing, encoding, line ends, whether it was cut off.

A file that passes can be decoded as its contract says, has a known number of lines, each with its line end, and is
known to be suspect of control characters and garbled letters or not. The readers rely on this to prove that no line
was skipped.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from gzip import BadGzipFile
from pathlib import Path

import numpy as np
from isal import igzip, isal_zlib

from orchestration.contracts import Contract
from orchestration.core import characters
from orchestration.core.character_set import character_set
from orchestration.core.sql import file_literal, literal
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.limits import beyond, limits

_CHUNK_BYTES = 1 << 20
# isal's stubs declare this exception class as an instance.
_BROKEN_GZIP: tuple[type[Exception], ...] = (BadGzipFile, EOFError, isal_zlib.error)  # pyrefly: ignore[bad-assignment]
_UTF_8, _UTF_16, _LATIN_1, _WINDOWS = "utf-8", "utf-16", "iso8859-1", "cp1252"
_MARKS = {
    codecs.BOM_UTF8: "UTF-8",
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_TAB, _LINE_FEED, _RETURN, _SPACE, _DELETE = 0x09, 0x0A, 0x0D, 0x20, 0x7F
# The ratio of packing is checked only beyond this length.
_SMALL_BYTES = 64 << 20


Look = Callable[[bytes, np.ndarray], None]


@dataclass(frozen=True)
class Text:
    """An unpacked text file whose bytes have been looked through.

    Parameters
    ----------
    content
        The file to read: in UTF-8 or ISO-8859-1, without byte order mark or separator line.
    encoding
        Which of the two, as DuckDB calls it.
    lines
        Its lines.
    skipped
        How many lines come before these in the delivered file.
    is_suspect
        Whether any text in it may hold a forbidden character or a garbled letter.
    """

    content: Path
    encoding: str
    lines: int
    skipped: int
    is_suspect: bool


def open_text(
    delivered: Path, path: Path, contract: Contract, scratch: Path, look: Look = lambda *_: None
) -> Text:
    """Unpack a text file where its contract says so, prove that it is one, and count its lines.

    Parameters
    ----------
    delivered
        The verified copy of the file.
    path
        The delivered file, named in messages.
    contract
        Says packing and encoding.
    scratch
        A folder for what is unpacked or decoded.
    look
        Called with each chunk of the text, as bytes and as their codes, to see what else they prove.

    Raises
    ------
    DeliveryError
        When the file is not packed or encoded as the contract says, begins with a byte order mark or
        a separator line that the contract does not allow, holds NUL bytes or lone carriage returns,
        does not end with a line end, or is beyond a limit.
    """
    content = _unpacked(delivered, path, contract, scratch)
    with content.open("rb") as file:
        head = file.read(_CHUNK_BYTES)
    mark = next((mark for mark in _MARKS if head.startswith(mark)), b"")
    encoding = codecs.lookup(contract.encoding).name
    # The mark of UTF-16 says the order of its bytes: it is a part of the encoding.
    is_part = encoding == _UTF_16 and _MARKS.get(mark) == "UTF-16"
    if mark and not is_part and not (mark == codecs.BOM_UTF8 and contract.byte_order_mark):
        raise DeliveryError(
            "byte_order_mark",
            f"{path} begins with the byte order mark of {_MARKS[mark]}; "
            f"its contract says {contract.encoding} without one.",
            f"Save the file as {contract.encoding} without a byte order mark, "
            "or let the contract's dialect say byteOrderMark: true.",
        )
    separator = _separator_line(head[len(mark) :], path, contract)
    skipped = 0 if is_part else len(mark) + len(separator)
    encoding = _UTF_8 if mark and not is_part else encoding
    if skipped or encoding not in (_UTF_8, _LATIN_1):
        content = _plain(content, skipped, encoding, path, contract, scratch)
        encoding = _LATIN_1 if encoding == _LATIN_1 else _UTF_8
    lines, is_suspect = _look_through(content, path, contract, encoding, bool(separator), look)
    return Text(
        content,
        "latin-1" if encoding == _LATIN_1 else _UTF_8,
        lines,
        1 if separator else 0,
        is_suspect,
    )


def _unpacked(delivered: Path, path: Path, contract: Contract, scratch: Path) -> Path:
    """Return the delivered file, or if its contract says gzip, its unpacked content in ``scratch``.

    Unlike DuckDB's reader, this checks the length and checksum of the content; ISA-L does so in half of the
    time that zlib takes.
    """
    if contract.compression is None:
        return delivered
    target = scratch / f"{contract.entity}.unpacked"
    allowed, count = limits(), 0
    most_by_ratio = max(delivered.stat().st_size * allowed.unpacked_ratio, _SMALL_BYTES)
    try:
        with igzip.IGzipFile(delivered) as packed, target.open("wb", buffering=0) as plain:
            while chunk := packed.read(_CHUNK_BYTES):
                count += len(chunk)
                if count > allowed.unpacked_bytes:
                    raise beyond("unpacked_bytes", path, "unpacks to more bytes")
                if count > most_by_ratio:
                    raise beyond("unpacked_ratio", path, "unpacks to more times its length")
                plain.write(chunk)
    except _BROKEN_GZIP as error:
        raise DeliveryError(
            "broken_gzip",
            f"{path} cannot be unpacked: {error}. Its contract says gzip.",
            "The file was cut off or damaged before the manifest was written: pack and deliver it again.",
        ) from None
    return target


def _separator_line(head: bytes, path: Path, contract: Contract) -> bytes:
    """Return the line ``sep=;`` that a file begins with for Excel, or nothing."""
    found = (
        re.match(rb'"?sep=(.)"?\r?\n', head, re.IGNORECASE) if contract.format == "csv" else None
    )
    if found is None:
        return b""
    if not contract.separator_line or found[1] != contract.delimiter.encode():
        raise DeliveryError(
            "separator_line",
            f"{path}, line 1: it is {found[0].decode('ascii', 'replace').strip()!r}, a line that tells Excel what "
            f"separates the fields; the contract says a header there, and {contract.delimiter!r} between fields.",
            "Export the file without that line, or let the contract's dialect say separatorLine: true.",
        )
    return found[0]


def _plain(
    content: Path, skip: int, encoding: str, path: Path, contract: Contract, scratch: Path
) -> Path:
    """Return a copy without its first bytes, in UTF-8 where its encoding is neither that nor ISO-8859-1."""
    target = scratch / f"{contract.entity}.plain"
    decoder = codecs.getincrementaldecoder(encoding)()
    is_decoded = encoding not in (_UTF_8, _LATIN_1)
    lines = 0
    with content.open("rb") as source, target.open("wb", buffering=0) as plain:
        source.seek(skip)
        while chunk := source.read(_CHUNK_BYTES):
            if is_decoded and not (encoding == _WINDOWS and chunk.isascii()):
                is_last = len(chunk) < _CHUNK_BYTES
                try:
                    chunk = decoder.decode(chunk, is_last).encode()
                except UnicodeDecodeError as error:
                    line = lines + error.object.count(b"\n", 0, error.start) + 1
                    raise _wrong_encoding(
                        content, path, contract, line, error.object[error.start]
                    ) from None
            lines += chunk.count(b"\n")
            plain.write(chunk)
    return target


def _look_through(
    content: Path, path: Path, contract: Contract, encoding: str, has_separator: bool, look: Look
) -> tuple[int, bool]:
    """Return the lines of a text file, having proved that it is one, and whether it is suspect."""
    utf_8 = codecs.getincrementaldecoder(_UTF_8)()
    lines, last, lone_returns, tail = 0, b"\n", 0, b""
    is_utf_8, is_ascii, is_suspect = True, True, False
    line_bytes, most_rows, longest = 0, limits().rows, limits().line_bytes
    with content.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            if b"\0" in chunk:
                raise _not_text(content, path, contract)
            codes = np.frombuffer(chunk, np.uint8)
            look(chunk, codes)
            if is_utf_8:
                try:
                    is_ascii = utf_8.decode(chunk).isascii() and is_ascii
                except UnicodeDecodeError as error:
                    if encoding != _LATIN_1:
                        # The bytes may begin in the chunk before, whose end the decoder has kept.
                        place = max(error.start - (len(error.object) - len(chunk)), 0)
                        line = lines + chunk.count(b"\n", 0, place) + 1
                        raise _wrong_encoding(
                            content, path, contract, line, error.object[error.start]
                        ) from None
                    is_utf_8 = False
            if not is_utf_8:
                # 0x80 to 0x9F are control characters there that no extract holds.
                wrong = (codes & 0xE0) == 0x80
                if wrong.any():
                    at = int(wrong.argmax())
                    line = lines + int(np.count_nonzero(codes[:at] == _LINE_FEED)) + 1
                    raise _wrong_encoding(content, path, contract, line, int(codes[at]))
            ends = codes == _LINE_FEED
            is_suspect = is_suspect or _is_suspect(tail, chunk, codes, contract)
            # In Latin-1 every garbled letter begins with this byte.
            is_suspect = is_suspect or (encoding == _LATIN_1 and b"\xc3" in chunk)
            tail = chunk[-characters.LONGEST_FORBIDDEN :]
            lone_returns += last == b"\r" and not ends[0]
            if b"\r" in chunk:
                returns = codes[:-1] == _RETURN
                lone_returns += int(np.count_nonzero(returns & ~ends[1:]))
            if (begin := _long_line(chunk, line_bytes, longest)) is not None:
                line = lines + chunk.count(b"\n", 0, max(begin, 0)) + 1
                raise beyond("line_bytes", f"{path}, line {line}", "is longer")
            count = int(np.count_nonzero(ends))
            lines += count
            line_bytes = len(chunk) - chunk.rfind(b"\n") - 1 + (0 if count else line_bytes)
            if lines > most_rows:
                raise beyond("rows", path, "has more lines")
            last = chunk[-1:]
    if encoding == _LATIN_1 and is_utf_8 and not is_ascii:
        raise DeliveryError(
            "wrong_encoding",
            f"{path} is UTF-8; its contract says {contract.encoding}.",
            f"Write the file in {contract.encoding}, or change the contract's encoding.",
        )
    if lone_returns:
        raise DeliveryError(
            "line_ends",
            f"{path} has {lone_returns} carriage return(s) that end no line (0x0D without 0x0A).",
            "Take them out of the fields, and end each line with CRLF or LF.",
        )
    if last != b"\n":
        raise DeliveryError(
            "cut_off",
            f"{path} ends in the middle of line {lines + 1 + has_separator}: its last line has no line end.",
            "The file was cut off: export it again. Each line ends with a line end, the last one too.",
        )
    return lines, is_suspect


def _long_line(chunk: bytes, begun: int, longest: int) -> int | None:
    """Return where the first too long line begins, or None; ``begun`` bytes of the first came in earlier chunks."""
    begin = -begun
    while len(chunk) - begin > longest:
        end = chunk.rfind(b"\n", max(begin, 0), max(begin + longest + 1, 0))
        if end < 0:
            return begin
        begin = end + 1
    return None


def _is_suspect(tail: bytes, chunk: bytes, codes: np.ndarray, contract: Contract) -> bool:
    """Return whether a chunk, with the end of the one before, may break a rule that is ``told_by_bytes``."""
    harmless = sum(
        int(np.count_nonzero(codes == code))
        for code in (_LINE_FEED, _RETURN, _TAB)
        if code in chunk
    )
    if int(np.count_nonzero(codes < _SPACE)) > harmless or _DELETE in chunk:
        return True
    if not chunk.isascii():
        text = tail + chunk
        has_lead = any(lead in text for lead in characters.FORBIDDEN_LEADS)
        if has_lead and characters.FORBIDDEN_BYTES.search(text):
            return True
        if characters.may_be_garbled(text):
            return True
    is_json = contract.format == "ndjson" and b"\\" in chunk
    return is_json and characters.FORBIDDEN_ESCAPES.search(tail + chunk) is not None


def _not_text(content: Path, path: Path, contract: Contract) -> DeliveryError:
    with content.open("rb") as file:
        head = file.read(_CHUNK_BYTES)
    pairs = max(len(head) // 2, 1)
    is_utf_16 = max(head[0::2].count(0), head[1::2].count(0)) > 0.9 * pairs
    if is_utf_16:
        return DeliveryError(
            "wrong_encoding",
            f"{path} is UTF-16; its contract says {contract.encoding}.",
            f"Write the file in {contract.encoding}.",
        )
    return DeliveryError(
        "not_text",
        f"{path} holds NUL bytes: it is not text in {contract.encoding}.",
        "Check that the right file was delivered, uncompressed unless its contract says gzip.",
    )


def _wrong_encoding(
    content: Path, path: Path, contract: Contract, line: int, byte: int
) -> DeliveryError:
    """Return the refusal of a file by its first byte that the contract's encoding does not have."""
    found = character_set(content, 0)
    is_broken = codecs.lookup(found.encoding).name == codecs.lookup(contract.encoding).name
    return DeliveryError(
        "wrong_encoding",
        f"{path}, line {line}: byte 0x{byte:02X} is not a character of {contract.encoding}, which its contract says; "
        + (
            "the rest of the file is: a letter is broken there, as when a text is cut to a fixed length."
            if is_broken
            else f"the file looks like {found.name}."
        ),
        "Cut texts by characters, not bytes, and export the file again."
        if is_broken
        else f"Write the file in {contract.encoding}, or change the contract's encoding.",
    )


def lines_sql(text: Text) -> str:
    """Return the scan of a text's lines: ``line_number`` of the delivered file, and ``raw``, null where it is empty."""
    return f"""
        select row_number() over () + {text.skipped} as line_number, rtrim(raw, chr(13)) as raw
        from read_csv({file_literal(text.content)}, auto_detect = false, header = false, strict_mode = false,
            delim = '\x1f', quote = '', escape = '',
            encoding = {literal(text.encoding)}, columns = {{'raw': 'VARCHAR'}})
        """
