"""What a source is: told by its bytes; each bad one refused in a sentence with its name."""

from __future__ import annotations

import io
import random
import zlib
from pathlib import Path

import pymupdf
import pytest
from PIL import Image

from tests.engines.papers import TEXT, paper, printed, three_names
from workbench.domain.errors import PasswordNeeded, UnreadableFile
from workbench.engines import inspect
from workbench.engines.inspect import prepare

RC4_128 = 3  # as PyMuPDF numbers it


def bytes_of(kind: str) -> bytes:
    """A whole file of a kind."""
    if kind == "PDF":
        with pymupdf.open() as document:
            three_names(document.new_page(width=595, height=842))
            return bytes(document.tobytes())
    if kind == "text":
        return "\n".join(TEXT).encode()
    out = io.BytesIO()
    printed("L").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (kind, name)
        for kind in ("PDF", "TIFF", "PNG", "JPEG", "text")
        for name in ("paper.pdf", "paper.png", "paper.doc", "paper")
        if (kind, name) != ("text", "paper.pdf")  # taken for a damaged PDF: see not.pdf below
    ],
)
def test_content_decides_when_the_name_says_something_else(
    tmp_path: Path, kind: str, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(bytes_of(kind))
    prepared = prepare(str(path), str(tmp_path))
    assert prepared.media == kind.lower()
    assert len(prepared.pages) == 1
    fits = {"PDF": "paper.pdf", "PNG": "paper.png", "text": "paper"}.get(kind) == name
    assert (prepared.note == "") is fits
    if not fits:
        assert prepared.note.startswith(f"{name} is ")
    assert (prepared.page_file is None) is (kind == "PDF")


def test_source_is_untouched_and_pages_lie_in_the_folder_when_prepared(tmp_path: Path) -> None:
    path = tmp_path / "paper.png"
    path.write_bytes(bytes_of("PNG"))
    folder = tmp_path / "pages"
    folder.mkdir()
    prepared = prepare(str(path), str(folder))
    assert prepared.page_file is not None
    assert Path(prepared.page_file).parent == folder
    assert path.read_bytes() == bytes_of("PNG")


REFUSED = {
    "empty.pdf": (b"", "is empty"),
    "empty.txt": (b"", "is empty"),
    "blank.txt": (b" \n\n\t \f \n", "is empty"),
    "mark.txt": (b"\xef\xbb\xbf", "is empty"),
    "letter.docx": (b"PK\x03\x04" + b"\x00" * 60, "is a ZIP or Office file; PDF, TIFF"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 60, "is an old Office file"),
    "rich.rtf": (b"{\\rtf1\\ansi Harbour}", "is a rich text"),
    "page.ps": (b"%!PS-Adobe-3.0\nshowpage\n", "is a PostScript file"),
    "dot.gif": (b"GIF89a" + b"\x01\x00" * 20, "is a GIF"),
    "junk.bin": (random.Random(5).randbytes(3000), "is of a kind that is not known"),
    "nul.txt": (b"Harbour " * 200 + b"\x00\x00", "is not a text file"),
    "not.pdf": (b"Dear Sir,\nthis is a letter.\n", "is damaged and could not be opened as a PDF"),
    "head.pdf": (b"%PDF-1.7\n", "not.pdf|is damaged|has no pages"),
    "head.png": (b"\x89PNG\r\n\x1a\n", "is damaged"),
    "head.tif": (b"II*\x00\x08\x00\x00\x00", "is damaged"),
    "head.jpg": (b"\xff\xd8\xff\xe0", "is damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_sentence_names_file_and_cause_when_a_file_is_bad(tmp_path: Path, name: str) -> None:
    data, cause = REFUSED[name]
    path = tmp_path / name
    path.write_bytes(data)
    folder = tmp_path / "pages"
    folder.mkdir()
    with pytest.raises(UnreadableFile, match=cause) as refusal:
        prepare(str(path), str(folder))
    assert refusal.value.sentence.startswith(name)
    assert refusal.value.sentence.endswith(".")
    assert list(folder.iterdir()) == []


def test_sentence_says_so_when_a_folder_or_nothing_is_given(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.pdf"):
        with pytest.raises(UnreadableFile, match=f"{path.name} could not be read"):
            prepare(str(path), str(tmp_path))


def test_sentence_asks_for_the_password_when_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    with pymupdf.open() as document:
        document.new_page()
        document.save(path, encryption=RC4_128, user_pw="tern", owner_pw="o")
    with pytest.raises(PasswordNeeded, match=r"^locked\.pdf is encrypted"):
        prepare(str(path), str(tmp_path))


def test_sentence_says_how_many_when_there_are_too_many_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspect, "MOST_PAGES", 2)
    path = tmp_path / "long.pdf"
    with pymupdf.open() as document:
        for _ in range(3):
            document.new_page()
        document.save(path)
    with pytest.raises(UnreadableFile, match=r"long\.pdf has 3 pages; at most 2 are read"):
        prepare(str(path), str(tmp_path))


def test_a_pdf_is_opened_when_its_first_bytes_are_lost(tmp_path: Path) -> None:
    whole = tmp_path / "whole.pdf"
    paper(whole, three_names)
    path = tmp_path / "lost.pdf"
    path.write_bytes(b"\nFrom: registry\n\n" + whole.read_bytes()[9:])
    assert len(prepare(str(path), str(tmp_path)).pages) == 1


def test_a_note_warns_of_missing_parts_when_a_pdf_is_cut_short(tmp_path: Path) -> None:
    whole = Path(paper(tmp_path / "whole.pdf", three_names))
    assert prepare(str(whole), str(tmp_path)).note == ""
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(whole.read_bytes()[:-200])
    note = prepare(str(cut), str(tmp_path)).note
    assert "cut.pdf" in note
    assert "missing" in note


def test_a_text_stays_a_text_when_it_speaks_of_pdf(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("A PDF begins with %PDF-1.7, says the manual.\n")
    assert prepare(str(path), str(tmp_path)).media == "text"


@pytest.mark.parametrize("kind", ["PDF", "TIFF", "PNG", "JPEG"])
def test_a_page_or_a_sentence_comes_when_bytes_are_cut_or_flipped(
    tmp_path: Path, kind: str
) -> None:
    whole = bytes_of(kind)
    chance = random.Random(kind)
    path = tmp_path / f"paper.{kind.lower()}"
    refusals = []
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.choice([0, 1, 5, 40])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.5:
            del data[chance.randrange(len(data)) :]
        path.write_bytes(data)
        try:
            prepared = prepare(str(path), str(tmp_path))
        except UnreadableFile as error:
            refusals.append(error.sentence)
        else:
            assert prepared.pages
            if prepared.page_file:
                Path(prepared.page_file).unlink()
    assert len(refusals) > 5
    assert all(sentence.startswith(path.name) for sentence in refusals)


@pytest.mark.parametrize("begins", ["BM Côte d’Azur", "MZ 4 §", "RIFF-RAFF", "PK station"])
def test_a_text_stays_a_text_when_it_begins_like_something_else(
    tmp_path: Path, begins: str
) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(begins.encode("cp1252"))
    assert prepare(str(path), str(tmp_path)).media == "text"


def test_a_bomb_is_refused_when_it_would_unpack_beyond_reason(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    out = io.BytesIO()
    Image.new("1", (64, 64)).save(out, "PNG")
    data = bytearray(out.getvalue())
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match=r"bomb\.png would unpack to more than 400 million"):
        prepare(str(path), str(tmp_path))
    data[16:24] = (22_000).to_bytes(4, "big") * 2  # Pillow itself only warns of this one
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match=r"bomb\.png would unpack to more than 400 million"):
        prepare(str(path), str(tmp_path))


@pytest.mark.slow
def test_a_page_of_a_hundred_million_pixels_is_read_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Image.new("L", (10_000, 10_000), 255).save(path, compress_level=1)
    prepared = prepare(str(path), str(tmp_path))
    size = prepared.pages[0]
    assert size.width_pt == size.height_pt == pytest.approx(842, abs=1)
