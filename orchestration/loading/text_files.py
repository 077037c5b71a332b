"""What a text file's bytes say before anything in it is parsed: packing, encoding, line ends, whether it was cut off.

A file that passes here has as many lines as ``lines_of`` says, each ended, and can be decoded as
its contract says; the readers rely on it to prove that no line was skipped.
"""

from __future__ import annotations

import codecs
import shutil
from gzip import BadGzipFile
from pathlib import Path

import numpy as np
from isal import igzip, isal_zlib

from orchestration.contracts import Contract
from orchestration.core.sql import file_literal, literal
from orchestration.loading.delivery_error import DeliveryError

_CHUNK_BYTES = 1 << 20
# isal's stubs take its class of errors for one of them.
_BROKEN_GZIP: tuple[type[Exception], ...] = (BadGzipFile, EOFError, isal_zlib.error)  # pyright: ignore[reportAssignmentType]
_LATIN_1 = "iso8859-1"
_MARK_BYTES = 4
_LINE_FEED, _RETURN = 0x0A, 0x0D


def unpacked(delivered: Path, path: Path, contract: Contract, scratch: Path) -> Path:
    """Return the delivered content itself, or where its contract says gzip, its content in ``scratch``.

    Length and checksum of the content are proved, which DuckDB's reader does not; by ISA-L, which takes
    half of the time that zlib does.

    Raises
    ------
    DeliveryError
        When the gzip is broken or is none.
    """
    if contract.compression is None:
        return delivered
    target = scratch / f"{contract.entity}.unpacked"
    try:
        with igzip.IGzipFile(delivered) as packed, target.open("wb") as plain:
            shutil.copyfileobj(packed, plain, _CHUNK_BYTES)
    except _BROKEN_GZIP as error:
        raise DeliveryError(
            "broken_gzip",
            f"{path} cannot be unpacked: {error}. Its contract says gzip.",
            "The file was cut off or damaged before the manifest was written: pack and deliver it again.",
        ) from None
    return target


def lines_of(content: Path, path: Path, contract: Contract) -> int:
    """Return the number of lines of an unpacked text file, having proved that it is one.

    Parameters
    ----------
    content
        The file to read, unpacked.
    path
        The delivered file, named in messages.
    contract
        Says the encoding.

    Raises
    ------
    DeliveryError
        When the file begins with a byte order mark, is in another encoding, holds NUL bytes or lone
        carriage returns, or does not end with a line end.
    """
    encoding = codecs.lookup(contract.encoding).name
    utf_8 = codecs.getincrementaldecoder("utf-8")()
    lines, last, lone_returns = 0, b"\n", 0
    is_utf_8, is_ascii = True, True
    with content.open("rb") as file:
        _check_beginning(file.read(_MARK_BYTES), path, contract)
        file.seek(0)
        while chunk := file.read(_CHUNK_BYTES):
            if b"\0" in chunk:
                raise _not_text(path, contract)
            codes = np.frombuffer(chunk, np.uint8)
            if is_utf_8:
                try:
                    is_ascii = utf_8.decode(chunk).isascii() and is_ascii
                except UnicodeDecodeError as error:
                    if encoding != _LATIN_1:
                        raise _not_utf_8(path, lines, chunk, error) from None
                    is_utf_8 = False
            if not is_utf_8:
                _check_latin_1(codes, lines, path)
            ends = codes == _LINE_FEED
            lone_returns += last == b"\r" and not ends[0]
            if b"\r" in chunk:
                returns = codes[:-1] == _RETURN
                lone_returns += int(np.count_nonzero(returns & ~ends[1:]))
            lines += int(np.count_nonzero(ends))
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
            f"{path} ends in the middle of line {lines + 1}: its last line has no line end.",
            "The file was cut off: export it again. Each line ends with a line end, the last one too.",
        )
    return lines


def _check_beginning(chunk: bytes, path: Path, contract: Contract) -> None:
    marks = {codecs.BOM_UTF8: "UTF-8", codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}
    for mark, encoding in marks.items():
        if chunk.startswith(mark):
            raise DeliveryError(
                "byte_order_mark",
                f"{path} begins with the byte order mark of {encoding}; "
                f"its contract says {contract.encoding} without one.",
                f"Save the file as {contract.encoding} without a byte order mark.",
            )


def _not_text(path: Path, contract: Contract) -> DeliveryError:
    return DeliveryError(
        "not_text",
        f"{path} holds NUL bytes: it is no text in {contract.encoding}.",
        "Check that the right file was delivered, uncompressed unless its contract says gzip.",
    )


def _check_latin_1(codes: np.ndarray, lines: int, path: Path) -> None:
    # 0x80 to 0x9F are control characters there that no extract holds; in Windows-1252 they are letters and signs.
    wrong = (codes & 0xE0) == 0x80
    if not wrong.any():
        return
    at = int(wrong.argmax())
    line = lines + int(np.count_nonzero(codes[:at] == _LINE_FEED)) + 1
    raise DeliveryError(
        "wrong_encoding",
        f"{path}, line {line}: byte 0x{codes[at]:02X} is no character of ISO-8859-1; "
        "the file looks like Windows-1252 or UTF-8.",
        "Write the file in ISO-8859-1, or change the contract's encoding.",
    )


def _not_utf_8(path: Path, lines: int, chunk: bytes, error: UnicodeDecodeError) -> DeliveryError:
    line = lines + chunk.count(b"\n", 0, error.start) + 1
    return DeliveryError(
        "wrong_encoding",
        f"{path}, line {line}: byte 0x{error.object[error.start]:02X} is no UTF-8, which its contract says; "
        "the file looks like ISO-8859-1 or Windows-1252.",
        "Write the file in UTF-8, or change the contract's encoding.",
    )


def lines_sql(content: Path, contract: Contract) -> str:
    """Return the scan of a file's lines: ``line_number`` from 1, and ``raw``, null where it is empty."""
    return f"""
        select row_number() over () as line_number, rtrim(raw, chr(13)) as raw
        from read_csv({file_literal(content)}, auto_detect = false, header = false, strict_mode = false,
            delim = '\x1f', quote = '', escape = '',
            encoding = {literal(duckdb_encoding(contract))}, columns = {{'raw': 'VARCHAR'}})
        """


def duckdb_encoding(contract: Contract) -> str:
    """Return DuckDB's name of a contract's encoding."""
    return "latin-1" if codecs.lookup(contract.encoding).name == _LATIN_1 else "utf-8"
