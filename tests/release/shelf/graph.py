"""The secret in the object graph: everything that is no page's content."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.release.shelf.drafts import SECRET, Draft, vector

_ABOUT = f"About {SECRET}"


def _text_ap(draft: Draft, text: str = SECRET) -> Dictionary:
    return Dictionary(
        N=draft.pdf.make_stream(
            f"BT /F0 8 Tf 1 4 Td ({text}) Tj ET".encode(),
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 60, 16]),
            Resources=Dictionary(Font=Dictionary(F0=draft.helvetica())),
        )
    )


@vector("annotation")
def annot_text_contents_elsewhere(draft: Draft) -> None:
    draft.annotate(Subtype=Name.Text, Contents=String(_ABOUT))


@vector("annotation")
def annot_highlight_over_text(draft: Draft) -> None:
    draft.annotate(
        Subtype=Name.Highlight,
        Rect=Array([84, 116, 146, 132]),
        QuadPoints=Array([84, 132, 146, 132, 84, 116, 146, 116]),
        Contents=String(SECRET),
    )


@vector("form XObject")
def annot_ap_stream_text_only(draft: Draft) -> None:
    draft.annotate(Subtype=Name.Stamp, Rect=Array([200, 20, 260, 36]), AP=_text_ap(draft))
    draft.box(198, 18, 64, 20)


@vector("annotation")
def annot_freetext_rc(draft: Draft) -> None:
    rich = '<body xmlns="http://www.w3.org/1999/xhtml"><p>Kova<b>cevic</b></p></body>'
    draft.annotate(Subtype=Name.FreeText, RC=String(rich), DA=String("/F0 8 Tf"))


@vector("link target")
def link_uri(draft: Draft) -> None:
    action = Dictionary(S=Name.URI, URI=String("http://example.org/k%6Fvacevic"))
    draft.annotate(Subtype=Name.Link, A=action)


@vector("a redaction that was only marked")
def annot_redact_unapplied(draft: Draft) -> None:
    draft.annotate(Subtype=Name.Redact, Rect=Array([84, 66, 150, 80]), OverlayText=String("(b)(6)"))
    draft.draw(f"BT /F0 12 Tf 84 70 Td ({SECRET}) Tj ET")
    draft.box(82, 66, 66, 14)


@vector("attachment")
def annot_file_attachment(draft: Draft) -> None:
    draft.annotate(Subtype=Name.FileAttachment, FS=_filespec(draft, b"he is Kovacevic", "a.txt"))


@vector("annotation")
def annot_hidden_flag(draft: Draft) -> None:
    draft.annotate(Subtype=Name.Text, F=2, Contents=String(_ABOUT))


@vector("annotation")
def annot_name_and_author(draft: Draft) -> None:
    draft.annotate(Subtype=Name.Text, T=String(SECRET), NM=String("n-1"))


@vector("drawn under an annotation")
def annot_square_over_text(draft: Draft) -> None:
    draft.draw("BT /F0 12 Tf 84 70 Td (nobody knows) Tj ET")
    draft.box(82, 66, 76, 14)
    drawn = draft.pdf.make_stream(
        b"0 g 0 0 80 16 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 80, 16])
    )
    draft.annotate(Subtype=Name.Square, Rect=Array([82, 66, 162, 82]), AP=Dictionary(N=drawn), F=4)


@vector("form field")
def widget_value(draft: Draft) -> None:
    widget = draft.annotate(
        Subtype=Name.Widget, FT=Name.Tx, T=String("name"), V=String(SECRET), AP=_text_ap(draft)
    )
    draft.pdf.Root.AcroForm = Dictionary(Fields=Array([widget]))


@vector("form field")
def field_without_widget(draft: Draft) -> None:
    field = draft.pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("name"), V=String(SECRET)))
    draft.pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


@vector("form field")
def field_default_and_choices(draft: Draft) -> None:
    field = draft.pdf.make_indirect(
        Dictionary(FT=Name.Ch, T=String("who"), Opt=Array([String("nobody"), String(SECRET)]))
    )
    draft.pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


@vector("object")
def xfa_packet(draft: Draft) -> None:
    packet = draft.pdf.make_stream(f"<xdp><name>{SECRET}</name></xdp>".encode())
    draft.pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Array([String("datasets"), packet]))


@vector("signature")
def signature_dict(draft: Draft) -> None:
    signature = Dictionary(
        Type=Name.Sig,
        Filter=Name("/Adobe.PPKLite"),
        Name=String(SECRET),
        Contents=String("0" * 16),
    )
    field = Dictionary(FT=Name.Sig, T=String("s"), V=draft.pdf.make_indirect(signature))
    draft.pdf.Root.AcroForm = Dictionary(Fields=Array([draft.pdf.make_indirect(field)]))


@vector("bookmark")
def outline_title(draft: Draft) -> None:
    with draft.pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(f"Interview with {SECRET}", 0))


@vector("object")
def named_destination(draft: Draft) -> None:
    place = Array([draft.pdf.pages[0].obj, Name.Fit])
    names = Dictionary(Names=Array([String(f"sec.{SECRET}"), place]))
    draft.pdf.Root.Names = Dictionary(Dests=draft.pdf.make_indirect(names))


@vector("object, name")
def destination_in_catalogue(draft: Draft) -> None:
    place = Array([draft.pdf.pages[0].obj, Name.Fit])
    draft.note("Dests", Dictionary({f"/{SECRET}": place}))


@vector("page label")
def page_label(draft: Draft) -> None:
    label = Dictionary(P=String(f"{SECRET}-"), S=Name.D)
    draft.pdf.Root.PageLabels = Dictionary(Nums=Array([0, label]))


@vector("metadata")
def docinfo(draft: Draft) -> None:
    draft.pdf.docinfo[Name.Title] = String(_ABOUT)


@vector("metadata, name")
def docinfo_key(draft: Draft) -> None:
    draft.pdf.docinfo[Name(f"/{SECRET}")] = String("yes")


@vector("XMP metadata")
def xmp_document(draft: Draft) -> None:
    with draft.pdf.open_metadata() as packet:
        packet["dc:description"] = _ABOUT


def _xmp(draft: Draft, data: bytes) -> Any:
    return draft.pdf.make_stream(data, Type=Name.Metadata, Subtype=Name.XML)


@vector("XMP metadata")
def xmp_page(draft: Draft) -> None:
    draft.page().Metadata = _xmp(draft, f"<x>{SECRET}</x>".encode())


@vector("XMP metadata, encoded")
def xmp_base64(draft: Draft) -> None:
    said = base64.b64encode(f"the minister {SECRET} of X".encode()).decode()
    draft.page().Metadata = _xmp(draft, f"<x:note>{said}</x:note>".encode())


@vector("XMP metadata, encoded")
def xmp_base64_deflated(draft: Draft) -> None:
    said = base64.b64encode(zlib.compress(f"the minister {SECRET}".encode())).decode()
    draft.page().Metadata = _xmp(draft, f"<x:note>{said}</x:note>".encode())


@vector("XMP metadata")
def xmp_utf16(draft: Draft) -> None:
    draft.page().Metadata = _xmp(draft, f"<x>{SECRET}</x>".encode("utf-16"))


@vector("XMP metadata")
def xmp_entities(draft: Draft) -> None:
    said = "".join(f"&#{ord(sign)};" for sign in SECRET)
    draft.page().Metadata = _xmp(draft, f"<x>{said}</x>".encode())


@vector("object, encoded")
def hex_in_string(draft: Draft) -> None:
    draft.page().PieceInfo = Dictionary(
        App=draft.pdf.make_indirect(Dictionary(Private=String(SECRET.encode().hex())))
    )


def _filespec(draft: Draft, data: bytes, name: str) -> Any:
    held = draft.pdf.make_stream(data, Type=Name.EmbeddedFile)
    return draft.pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec, F=String(name), UF=String(name), EF=Dictionary(F=held, UF=held)
        )
    )


def _attach(draft: Draft, data: bytes, name: str = "a.txt") -> None:
    names = Dictionary(Names=Array([String("a"), _filespec(draft, data, name)]))
    draft.pdf.Root.Names = Dictionary(EmbeddedFiles=draft.pdf.make_indirect(names))


@vector("attachment")
def embedded_file(draft: Draft) -> None:
    _attach(draft, f"he is called {SECRET}".encode())


@vector("attachment name")
def embedded_file_name(draft: Draft) -> None:
    _attach(draft, b"nothing", f"{SECRET}.txt")


@vector("attachment, encoded")
def embedded_gzip(draft: Draft) -> None:
    import gzip

    _attach(draft, gzip.compress(f"he is called {SECRET}".encode()), "a.gz")


@vector("attachment, encoded")
def embedded_zip(draft: Draft) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", f"he is called {SECRET} " * 4)
    _attach(draft, out.getvalue(), "a.zip")


@vector("attachment")
def associated_file(draft: Draft) -> None:
    draft.page().AF = Array([_filespec(draft, f"<who>{SECRET}</who>".encode(), "a.xml")])


@vector("JavaScript")
def javascript(draft: Draft) -> None:
    script = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{SECRET}')"))
    names = Dictionary(Names=Array([String("run"), script]))
    draft.pdf.Root.Names = Dictionary(JavaScript=draft.pdf.make_indirect(names))


@vector("JavaScript, encoded")
def javascript_escapes(draft: Draft) -> None:
    said = "".join(f"\\u{ord(sign):04x}" for sign in SECRET)
    draft.pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(f"x='{said}'"))


@vector("link target")
def action_uri_openaction_aa(draft: Draft) -> None:
    draft.page().AA = Dictionary(
        O=Dictionary(S=Name.URI, URI=String(f"http://example.org/{SECRET}"))
    )


@vector("private data")
def pieceinfo(draft: Draft) -> None:
    draft.page().PieceInfo = Dictionary(App=Dictionary(Private=String(_ABOUT)))


@vector("object")
def private_key_in_catalogue(draft: Draft) -> None:
    draft.pdf.Root[Name("/XX_Reviewer")] = String(_ABOUT)


@vector("object")
def article_thread(draft: Draft) -> None:
    bead = draft.pdf.make_indirect(Dictionary(P=draft.page(), R=Array([0, 0, 9, 9])))
    thread = Dictionary(Type=Name.Thread, F=bead, I=Dictionary(Title=String(_ABOUT)))
    draft.pdf.Root.Threads = Array([draft.pdf.make_indirect(thread)])


@vector("object, name")
def colour_name(draft: Draft) -> None:
    function = Dictionary(FunctionType=2, N=1, Domain=Array([0, 1]), C0=Array([0]), C1=Array([1]))
    space = Array([Name.Separation, Name(f"/{SECRET}Red"), Name.DeviceGray, function])
    draft.page().Resources.ColorSpace = Dictionary(C0=draft.pdf.make_indirect(space))


@vector("object")
def output_intent(draft: Draft) -> None:
    intent = Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFX, Info=String(_ABOUT))
    draft.pdf.Root.OutputIntents = Array([draft.pdf.make_indirect(intent)])


@vector("object")
def web_capture(draft: Draft) -> None:
    draft.pdf.Root.SpiderInfo = Dictionary(V=1.0, C=Array([Dictionary(URL=String(SECRET))]))


@vector("object, name")
def resource_name(draft: Draft) -> None:
    draft.page().Resources.Font[Name(f"/{SECRET}")] = draft.helvetica()
