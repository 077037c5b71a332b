"""The same report is read alike from every format, and a hostile file is refused with a reason."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from orchestration.core.errors import UsageError
from orchestration.diagnostics.check import pdf, reading, word
from orchestration.diagnostics.check.checking import check
from orchestration.diagnostics.check.document import Table, Text
from orchestration.diagnostics.check.reading import read_document

MARKDOWN = """# Bokslut 2020

Kostnaderna uppgick till 845,8 mnkr, varav skola 415,5 mnkr.

| Mnkr | Utfall 2020 | Utfall 2019 |
|---|---|---|
| Skola | 415,5 | 401,3 |
| Omsorg | 430,3 | 420,1 |
| Summa | 845,8 | 821,4 |
"""
HTML = """<!doctype html><html><head><title>x 77</title><style>p{margin:12px}</style></head><body><h1>Bokslut 2020</h1>
<p>Kostnaderna uppgick till 845,8&nbsp;mnkr, varav skola <b>415,5</b> mnkr.</p><script>var a = 99;</script>
<table><tr><th>Mnkr</th><th>Utfall 2020</th><th>Utfall 2019</th></tr><tr><td>Skola</td><td>415,5</td><td>401,3</td></tr>
<tr><td>Omsorg</td><td>430,3</td><td>420,1</td></tr><tr><td>Summa</td><td>845,8</td><td>821,4</td></tr></table></body></html>
"""
SHIFTED = """Bokslut 2020

Kostnaderna uppgick till 845,8 mnkr, varav skola 415,5 mnkr.

Mnkr          Utfall     Utfall
                2020       2019
Skola          415,5      401,3
Omsorg         430,3      420,1
Summa          845,8      821,4
"""
WITHOUT_COLUMNS = """Bokslut 2020

Kostnaderna uppgick till 845,8 mnkr, varav skola 415,5 mnkr.

Mnkr
Utfall
2020
Utfall
2019
Skola 415,5 401,3
Omsorg 430,3 420,1
Summa 845,8 821,4
"""
TYPST = """#set page(width: 160mm, height: 200mm)
= Bokslut 2020
Kostnaderna uppgick till 845,8 mnkr, varav skola 415,5 mnkr.
#table(columns: 3,
  [Mnkr], [Utfall 2020], [Utfall 2019],
  [Skola], [415,5], [401,3],
  [Omsorg], [430,3], [420,1],
  [Summa], [845,8], [821,4],
)
"""


def written(folder: Path, suffix: str) -> Path:
    path = folder / f"report{suffix}"
    if suffix == ".docx":
        from docx import Document

        document = Document()
        document.add_heading("Bokslut 2020", 1)
        document.add_paragraph("Kostnaderna uppgick till 845,8 mnkr, varav skola 415,5 mnkr.")
        rows = [
            line.strip("| ").split(" | ") for line in MARKDOWN.splitlines() if line.startswith("| ")
        ]
        table = document.add_table(len(rows), 3)
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                table.cell(i, j).text = cell
        document.save(str(path))
    elif suffix == ".pdf":
        import typst

        path.write_bytes(typst.compile(TYPST.encode()))
    else:
        text = {".md": MARKDOWN, ".html": HTML, ".txt": SHIFTED, ".text": WITHOUT_COLUMNS}[suffix]
        path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".md", ".html", ".docx", ".pdf", ".txt", ".text"])
def test_every_format_gives_the_same_table_and_the_same_numbers(
    tmp_path: Path, suffix: str
) -> None:
    checked = check(written(tmp_path, suffix))
    cells = [
        (f.label, f.column, f.number.text, f.amount, f.year) for f in checked.figures if f.is_cell
    ]
    assert [cell[:3] for cell in cells[:2]] == [
        ("Skola", "Utfall 2020", "415,5"),
        ("Skola", "Utfall 2019", "401,3"),
    ]
    assert [(cell[3], cell[4]) for cell in cells[-2:]] == [(845_800_000, 2020), (821_400_000, 2019)]
    texts = [f.number.text for f in checked.figures if not f.is_cell and f.is_quantity]
    assert texts[-2:] == ["845,8", "415,5"]
    assert checked.contradictions == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_encodings_that_offices_write(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "report.txt"
    path.write_text("Årets överskott blev 3,5 mnkr år 2020.", encoding=encoding)
    block = read_document(path).blocks[0]
    assert isinstance(block, Text)
    assert block.text.startswith("Årets överskott")


def test_a_page_break_gives_the_page_of_each_number(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("Kostnaden blev 2020 12 mnkr.\f\nIntäkten blev 2020 14 mnkr.", encoding="utf-8")
    places = [str(f.place) for f in check(path).figures if f.is_quantity]
    assert places == ["page 1, line 1", "page 2, line 2"]


def docx(path: Path, body: str, prefix: str = "") -> Path:
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?>{prefix}<w:document xmlns:w="{name}"><w:body>{body}</w:body></w:document>',
        )
    return path


def test_a_word_draft_is_read_with_its_tracked_changes_accepted(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t xml:space='preserve'>Kostnaden blev </w:t></w:r>"
        "<w:del><w:r><w:delText>11,5</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>12,5</w:t></w:r></w:ins><w:r><w:t xml:space='preserve'> mnkr.</w:t></w:r></w:p>"
    )
    (block,) = read_document(docx(tmp_path / "draft.docx", body)).blocks
    assert isinstance(block, Text)
    assert block.text == "Kostnaden blev 12,5 mnkr."


def test_merged_cells_keep_their_columns_in_html(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<table><tr><th rowspan=2>Mnkr</th><th colspan=2>Utfall</th></tr><tr><th>2020</th><th>2019</th></tr>"
        "<tr><td>Skola</td><td>1,5</td><td>1,3</td></tr></table>", encoding="utf-8",
    )  # fmt: skip
    (table,) = read_document(path).blocks
    assert isinstance(table, Table)
    assert (table.header_rows, table.rows[1]) == (2, ("Mnkr", "2020", "2019"))
    assert [f.year for f in check(path).figures if f.is_cell] == [2020, 2019]


def refused(path: Path) -> str:
    with pytest.raises(UsageError) as caught:
        read_document(path)
    assert caught.value.remedy
    return caught.value.message


def test_a_zip_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word, "MAX_MEMBER_BYTES", 2**20)
    assert "unpacks to" in refused(docx(tmp_path / "bomb.docx", " " * 2**22))


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = docx(tmp_path / "lie.docx", "<w:p/>" * 50_000)
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        at = content.find(signature) + offset
        content[at : at + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(content)
    refused(path)


def test_entities_that_expand_are_refused(tmp_path: Path) -> None:
    entities = '<!DOCTYPE w:document [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    assert "declares entities" in refused(
        docx(tmp_path / "laughs.docx", "<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", entities)
    )


def test_a_broken_or_foreign_file_is_refused(tmp_path: Path) -> None:
    good = written(tmp_path, ".docx").read_bytes()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("readme.txt", "12")
    files = {
        "cut.docx": good[: len(good) // 2],
        "other.docx": archive.getvalue(),
        "empty.txt": b"",
        "blank.txt": b" \n \n",
        "photo.jpg": b"\xff\xd8\xff\xe0\0\x10JFIF",
        "cut.pdf": written(tmp_path, ".pdf").read_bytes()[:600],
        "named.pdf": b"no PDF at all",
        "xml.docx": b"<w:document/>",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        refused(tmp_path / name)
    docx(tmp_path / "xml.docx", "<w:p><w:t>")
    assert "well-formed" in refused(tmp_path / "xml.docx")
    assert "no such file" in refused(tmp_path / "missing.docx")


def test_what_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, ".txt")
    monkeypatch.setattr(reading, "MAX_TEXT_CHARACTERS", 10)
    assert "characters" in refused(path)
    monkeypatch.setattr(reading, "MAX_FILE_BYTES", 10)
    assert "MiB" in refused(path)
    monkeypatch.undo()
    monkeypatch.setattr(pdf, "MAX_PAGES", 0)
    assert "pages" in refused(written(tmp_path, ".pdf"))


@pytest.mark.slow
@pytest.mark.parametrize("text", ["1-", "ökade med 1,2 % av ", "(", "a"])
def test_a_text_that_is_one_endless_paragraph_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "endless.txt"
    path.write_text(text * 120_000, encoding="utf-8")
    assert "a paragraph of" in refused(path)


def test_a_pdf_without_text_says_that_it_holds_images_only(tmp_path: Path) -> None:
    import typst

    path = tmp_path / "scan.pdf"
    path.write_bytes(typst.compile(b"#rect(width: 10cm, height: 10cm, fill: gray)"))
    assert "no text" in refused(path)


def test_html_that_is_nested_deep_costs_no_stack(tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_text("<p>12 mnkr</p>" + "<div>" * 100_000 + "13 mnkr", encoding="utf-8")
    assert read_document(path).blocks[0] == Text("12 mnkr")


GROUPED = """Resultat 2020, mnkr
                             Budget        Utfall       Procent
Kostnader
Skola                         400,0         404,0          +1,0
Omsorg                        200,0         205,0          +2,5
Summa kostnader               600,0         609,0          +1,5
{blank}Intäkter
Skola                           8,0          16,0        +100,0
Omsorg                         92,0          92,0           0,0
Summa intäkter                100,0         108,0          +8,0
"""


@pytest.mark.parametrize("blank", ["", "\n"], ids=["close", "parted"])
def test_a_heading_within_a_table_of_text_leaves_it_one_table(tmp_path: Path, blank: str) -> None:
    """Else its second part has no headings, and per cents would be summed as amounts."""
    path = tmp_path / "report.txt"
    path.write_text(GROUPED.format(blank=blank), "utf-8")
    (table,) = (block for block in read_document(path).blocks if isinstance(block, Table))
    assert [row[0] for row in table.rows[1:]] == [
        *("Skola", "Omsorg", "Summa kostnader"),
        *("Intäkter", "Skola", "Omsorg", "Summa intäkter"),
    ]
    assert table.rows[0][1:] == ("Budget", "Utfall", "Procent")
