"""What an adversary thought of: other alphabets, other codings, pasts, samples nobody shows."""

from __future__ import annotations

import base64
import io
import zlib

from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from tests.release.shelf.drafts import SECRET, Draft, vector
from tests.release.shelf.files import _size, with_update
from tests.release.shelf.graph import _attach
from tests.release.shelf.images import _SIZE, _flate, _place, _stream, word_image
from tests.release.shelf.text import _say, _type3

_OCTAL = "".join(f"\\{ord(sign):03o}" for sign in SECRET).encode()
_SMALL = str.maketrans("abcdefghijklmnoprtuvwyz", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ")


def _set(draft: Draft, signs: str) -> None:
    """Signs in a font that says by its map what each of them is."""
    mapping = dict(enumerate(signs, start=1))
    draft.page().Resources.Font.F3 = _type3(draft, mapping)
    draft.draw(f"BT /F3 8 Tf 84 70 Td <{bytes(mapping).hex()}> Tj ET")
    draft.box(82, 66, 5 * len(signs) + 4, 14)


@vector("page text")
def text_small_capitals(draft: Draft) -> None:
    _set(draft, SECRET.lower().translate(_SMALL))


@vector("page text")
def text_in_tags(draft: Draft) -> None:
    _set(draft, "".join(chr(0xE0000 + ord(sign)) for sign in SECRET))


@vector("page text")
def text_turned_by_a_mark(draft: Draft) -> None:
    _set(draft, f"\u202e{SECRET[::-1]}\u202c")


@vector("page text")
def text_hyphenated_over_columns(draft: Draft) -> None:
    left = ["the minister", "went to the", "town hall", f"and met {SECRET[:4]}-"]
    right = [f"{SECRET[4:]} again", "spoke of", "the harvest", "in the valley"]
    for line, (one, other) in enumerate(zip(left, right, strict=True)):
        draft.draw(_say(one, 20, 95 - line * 14, 10) + _say(other, 170, 95 - line * 14, 10))
    draft.box(56, 50, 40, 12)
    draft.box(168, 92, 30, 12)


def _superseded(draft: Draft, body: bytes) -> bytes:
    """An object as an earlier revision had it; the last one has something else in its place."""
    data = draft.saved()
    number = _size(data)
    return with_update(with_update(data, number, body), number, b"(gone)")


def _superseded_stream(draft: Draft, raw: bytes, entries: bytes) -> bytes:
    head = b"<< /Length %d %s >>\nstream\n" % (len(raw), entries)
    return _superseded(draft, head + raw + b"\nendstream")


@vector("the raw file")
def superseded_octal(draft: Draft) -> bytes:
    return _superseded(draft, b"(%s)" % _OCTAL)


@vector("the raw file")
def superseded_utf16_octal(draft: Draft) -> bytes:
    signs = "".join(f"\\000{sign}" for sign in SECRET).encode()
    return _superseded(draft, b"(\\376\\377%s)" % signs)


@vector("the raw file")
def superseded_name(draft: Draft) -> bytes:
    return _superseded(draft, b"/" + "".join(f"#{ord(sign):02x}" for sign in SECRET).encode())


@vector("a stream in the raw file")
def superseded_hex_stream(draft: Draft) -> bytes:
    raw = f"BT ({SECRET}) Tj ET".encode().hex().encode() + b">"
    return _superseded_stream(draft, raw, b"/Filter /ASCIIHexDecode")


@vector("a stream in the raw file")
def superseded_base85_stream(draft: Draft) -> bytes:
    raw = base64.a85encode(f"BT ({SECRET}) Tj ET".encode()) + b"~>"
    return _superseded_stream(draft, raw, b"/Filter /ASCII85Decode")


@vector("a stream in the raw file")
def superseded_predicted_stream(draft: Draft) -> bytes:
    """Each row of eight bytes is stored as the difference from the one above."""
    text, above, rows = f"calm {SECRET} calm  ".encode(), bytes(8), b""
    for at in range(0, len(text) // 8 * 8, 8):
        row = text[at : at + 8]
        rows += b"\x02" + bytes((one - other) & 255 for one, other in zip(row, above, strict=True))
        above = row
    entries = b"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 8 >>"
    return _superseded_stream(draft, zlib.compress(rows), entries)


_IMAGE = (
    b"/Type /XObject /Subtype /Image /Width 400 /Height 80 /ColorSpace /DeviceGray"
    b" /BitsPerComponent 8 /Filter /"
)


@vector("legible in an image that the file no longer uses", legible=True)
def superseded_jpeg(draft: Draft) -> bytes:
    out = io.BytesIO()
    word_image().save(out, "JPEG")
    return _superseded_stream(draft, out.getvalue(), _IMAGE + b"DCTDecode")


@vector("legible in an image that the file no longer uses", legible=True)
def superseded_image(draft: Draft) -> bytes:
    return _superseded_stream(draft, zlib.compress(word_image().tobytes()), _IMAGE + b"FlateDecode")


@vector("metadata, encoded")
def utf7_title(draft: Draft) -> None:
    packed = base64.b64encode(f" {SECRET}".encode("utf-16-be")).decode().rstrip("=")
    draft.pdf.docinfo[Name.Title] = f"+{packed}-"


@vector("JavaScript, encoded")
def javascript_numbers(draft: Draft) -> None:
    codes = ",".join(str(ord(sign)) for sign in SECRET)
    draft.pdf.Root.OpenAction = Dictionary(
        S=Name.JavaScript, JS=String(f"app.alert(String.fromCharCode({codes}))")
    )


@vector("object")
def numbers_in_a_list(draft: Draft) -> None:
    draft.note("Note", Array([ord(sign) for sign in SECRET]))


def _blank_jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", _SIZE, (200, 220, 230)).save(out, "JPEG")
    return out.getvalue()


def _shown_without_box(draft: Draft, image: object) -> None:
    """Nothing of the word is seen, so nobody draws a box."""
    _place(draft, image)
    draft.boxes.pop()


@vector("legible in a picture inside an image file", legible=True)
def jpeg_jfif_thumbnail(draft: Draft) -> None:
    small, jpeg = word_image("RGB").resize((120, 24)), _blank_jpeg()
    segment = b"JFIF\0\1\1\0\0\1\0\1" + bytes(small.size) + small.tobytes()
    length = int.from_bytes(jpeg[4:6], "big")
    size = (len(segment) + 2).to_bytes(2, "big")
    data = jpeg[:2] + b"\xff\xe0" + size + segment + jpeg[4 + length :]
    _shown_without_box(draft, _stream(draft, data, Name.DeviceRGB, 8, Name.DCTDecode))


@vector("legible in a picture inside an image file", legible=True)
def jpeg_behind_a_jpeg(draft: Draft) -> None:
    out = io.BytesIO()
    word_image().save(out, "JPEG")
    data = _blank_jpeg() + out.getvalue()
    _shown_without_box(draft, _stream(draft, data, Name.DeviceRGB, 8, Name.DCTDecode))


_SAMPLES = "legible in stored samples"


@vector(_SAMPLES, legible=True)
def image_rows_below_its_height(draft: Draft) -> None:
    both = Image.new("L", (400, 160), 200)
    both.paste(word_image(), (0, 80))
    data = zlib.compress(both.tobytes())
    _shown_without_box(draft, _stream(draft, data, Name.DeviceGray, 8, Name.FlateDecode))


@vector(_SAMPLES, legible=True)
def image_palette_of_one_colour(draft: Draft) -> None:
    palette = Array([Name.Indexed, Name.DeviceGray, 1, String(b"\xfe\xfe")])
    data = zlib.compress(word_image("1").tobytes())
    _shown_without_box(draft, _stream(draft, data, palette, 1, Name.FlateDecode))


@vector(_SAMPLES, legible=True)
def image_decoded_to_one_tone(draft: Draft) -> None:
    _shown_without_box(draft, _flate(draft, word_image(), Decode=Array([0.9, 0.9])))


@vector(_SAMPLES, legible=True)
def image_in_an_ink_without_colour(draft: Draft) -> None:
    ink = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1]), C1=Array([1]), N=1)
    space = Array([Name.Separation, Name("/Spot"), Name.DeviceGray, ink])
    data = zlib.compress(word_image().tobytes())
    _shown_without_box(draft, _stream(draft, data, space, 8, Name.FlateDecode))


@vector("legible in a stored image", legible=True)
def image_under_a_soft_mask(draft: Draft) -> None:
    """The mask lets through a strip that says nothing."""
    mask = Image.new("L", _SIZE, 0)
    mask.paste(255, (0, 0, 20, 80))
    _shown_without_box(draft, _flate(draft, word_image(), SMask=_flate(draft, mask)))


@vector("legible in a stored image", legible=True)
def image_under_a_turned_stencil(draft: Draft) -> None:
    mask = Image.new("1", (40, 8), 0)
    mask.paste(1, (0, 0, 2, 8))
    stencil = _flate(draft, mask, ImageMask=True, Decode=Array([1, 0]))
    stencil.Width, stencil.Height = mask.size
    del stencil.ColorSpace
    _shown_without_box(draft, _flate(draft, word_image("RGB"), Mask=stencil))


@vector("legible in a stored image", legible=True)
def jpeg_under_a_stencil(draft: Draft) -> None:
    out = io.BytesIO()
    word_image("RGB").save(out, "JPEG")
    mask = Image.new("1", _SIZE, 1)
    mask.paste(0, (0, 0, 20, 80))
    stencil = _flate(draft, mask, ImageMask=True)
    del stencil.ColorSpace
    image = _stream(draft, out.getvalue(), Name.DeviceRGB, 8, Name.DCTDecode, Mask=stencil)
    _shown_without_box(draft, image)


@vector("attachment, encoded")
def embedded_pdf(draft: Draft) -> None:
    inner = Draft()
    inner.add_page(_say(SECRET).encode())
    _attach(draft, inner.saved())
