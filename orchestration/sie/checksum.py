"""The checksum of a file, ``#KSUMMA`` (SIE 4B chapter 10)."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from orchestration.sie.findings import Finding, FindingList
from orchestration.sie.nesting import Kind, Lines
from orchestration.sie.normalise import SEPARATOR

_MARKS = b"\x1f\x1c\x1d\x1e\x02\x01\n"


def checksum_bytes(normal_text: bytes) -> bytes:
    """Return the labels and fields of normal text without what separates them (SIE 4B section 10.14).

    Blanks within a quoted field stay: the standard leaves out only those between fields.
    """
    return normal_text.translate(None, _MARKS)


class Checksum:
    """The checksum of a file: CRC-32 over the records between the two ``#KSUMMA`` (SIE 4B sections 10.4-10.14)."""

    def __init__(self) -> None:
        self.first_line: int | None = None
        self.last_line: int | None = None
        self.stated: str | None = None
        self.extra_line: int | None = None
        self._value = 0

    @property
    def computed(self) -> int:
        """The checksum of what was read, as the unsigned number that the standard's example prints."""
        return self._value

    def read(self, normal_text: bytes, lines: Lines, edges: NDArray[np.int64]) -> None:
        """Take in the next lines.

        Parameters
        ----------
        normal_text
            Whole lines in normal form.
        lines, edges
            What :meth:`nesting.Nesting.follow` says of them.
        """
        position = 0
        for index in np.flatnonzero(lines.kind == Kind.CHECKSUM).tolist():
            start, end = edges[index : index + 2].tolist()
            self._accumulate(normal_text[position:start])
            position = end
            label, *fields = normal_text[start : end - 1].split(SEPARATOR.encode())
            # More may be written after the label than belongs there; what follows is then no checksum.
            is_stated = bool(fields) and len(label) == len("#KSUMMA")
            self._take_record(int(lines.line_number[index]), fields[0] if is_stated else b"")
        self._accumulate(normal_text[position:])

    def _accumulate(self, normal_text: bytes) -> None:
        if self.first_line is not None and self.last_line is None:
            self._value = zlib.crc32(checksum_bytes(normal_text), self._value)

    def _take_record(self, line: int, value: bytes) -> None:
        if self.first_line is None and not value:
            self.first_line = line
        elif self.last_line is None:
            self.last_line, self.stated = line, value.decode("ascii", "replace")
        else:
            self.extra_line = line

    def check(self, findings: FindingList) -> None:
        """Add what is wrong with the checksum of a file that has been read to its end (SIE 4B sections 10.3, 10.6)."""

        def error(line: int | None, code: str, message: str) -> None:
            findings.add(Finding("error", line, code, "#KSUMMA", self.stated, message))

        if self.first_line is not None and self.last_line is None:
            message = (
                f"Line {self.first_line} announces a checksum but no closing #KSUMMA follows: the file is cut short;"
                " have it exported or sent again."
            )
            error(self.first_line, "checksum_missing", message)
        elif self.first_line is None and self.last_line is not None:
            message = (
                f"#KSUMMA states the checksum {self.stated} but no #KSUMMA before it says where the summing begins;"
                " the checksum cannot be checked."
            )
            error(self.last_line, "checksum_start", message)
        elif self.last_line is not None and not self._agrees():
            message = (
                f"#KSUMMA states the checksum {self.stated} but the records give {self.computed}:"
                " the file was changed or damaged after it was exported."
            )
            error(self.last_line, "checksum", message)
        if self.extra_line is not None:
            message = "A third #KSUMMA was found; a file has one that begins the summing and one that ends it."
            error(self.extra_line, "checksum_extra", message)

    def _agrees(self) -> bool:
        try:
            # Some programs print the 32 bits as a signed number.
            return int(self.stated or "") % (1 << 32) == self.computed
        except ValueError:
            return False
