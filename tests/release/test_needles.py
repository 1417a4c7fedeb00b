"""How texts are compared: a secret is found however it is set, and nothing else is."""

from __future__ import annotations

import base64
import string
import unicodedata
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.release.folding import Edges, divided, fold, shapes
from workbench.release.look_encoded import undressed
from workbench.release.needles import Needles, needles_of_plan, needles_of_terms

WORD = st.text(string.ascii_letters, min_size=5, max_size=14)
OTHER = st.text("xyz ", max_size=30)


def found(needles: Needles, text: str, **how: Any) -> bool:
    return any(needles.on_page(1, text, **how))


@given(WORD, OTHER, OTHER, st.data())
def test_term_is_found_when_broken_anywhere(
    word: str, before: str, after: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(1, len(word) - 1))
    needles = needles_of_terms([word])
    for joint in ("-\n", "\n", "-\r\n   ", "\u00ad", " ", "\u200b", "\ufffe"):
        assert found(needles, f"{before} {word[:at]}{joint}{word[at:]} {after}")


@given(WORD)
def test_term_is_found_when_set_in_another_way(word: str) -> None:
    needles = needles_of_terms([word])
    accented = unicodedata.normalize("NFD", word[:2] + "\u030c" + word[2:])
    for text in (word.swapcase(), " ".join(word), "".join(f"{c}." for c in word), accented):
        assert found(needles, text)


@given(WORD)
def test_term_is_found_when_signs_that_look_alike_stand_in(word: str) -> None:
    needles = needles_of_terms([word])
    alike = {"o": "0", "l": "1", "i": "l", "s": "5", "b": "8", "e": "c", "a": "\u0430", "m": "rn"}
    misread = "".join(alike.get(sign, sign) for sign in word.lower())
    assert found(needles, f"the {misread} said")


@given(st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=20))
def test_shapes_stay_when_taken_twice(word: str) -> None:
    assert shapes(fold(word.upper())) == shapes(fold(word))


@given(st.lists(WORD, min_size=1, max_size=6), st.lists(WORD, max_size=6))
def test_kept_words_are_no_leak_when_they_stand_as_often_as_they_may(
    secrets: list[str], kept: list[str]
) -> None:
    text = " ".join([*kept, *secrets])
    known = needles_of_terms(secrets).needles
    assert not found(Needles(known, {1: text}), text)
    assert not found(Needles(known, {1: text}), text.upper(), by_ocr=True)
    assert found(Needles(known, {1: " ".join(kept)}), f"{text} {text}")


def test_what_looks_like_a_term_on_a_page_may_do_so_in_its_content_alone() -> None:
    """“work 5” on a page that stays, where “works” was cut: without the space they look alike."""
    needles = Needles(needles_of_terms(["works"]).needles, {1: "does not work 5,25"})
    assert not any(needles.off_page("does not work 5,25", shown=True))
    assert any(needles.off_page("does not work 5,25"))
    assert any(needles.off_page("does not work 5,25 nor w0rks", shown=True))
    assert any(needles.off_page("works", shown=True))
    assert any(Needles(needles.needles, {}).off_page("work 5", shown=True))


def test_words_that_the_format_itself_writes_are_looked_for_in_texts_alone() -> None:
    needles = needles_of_terms(["WhitePoint", "Gamma"])
    assert not any(needles.off_page("/CalGray << /Gamma 2.2 /WhitePoint", structural=True))
    assert len(list(needles.off_page("of gamma rays at the white point"))) == 2
    assert found(needles, "of gamma rays")


@pytest.mark.parametrize("text", ["skimming", "the rest of them", "kimono", "ski mask"])
def test_short_terms_are_found_as_words_alone(text: str) -> None:
    needles = needles_of_terms(["Kim", "res"])
    assert not found(needles, text)
    assert found(needles, f"{text} KIM, again")
    assert found(needles, f"{text} K I M again")


def test_term_is_found_when_ocr_slips_over_one_sign() -> None:
    needles = needles_of_terms(["Kovacevic"])
    for text in ("Kovacevvic", "Kovaxevic", "Kovacvic"):
        assert found(needles, text, by_ocr=True)
        assert not found(needles, text)
    assert not found(needles, "Kovalenko Kovac", by_ocr=True)


def test_word_is_found_when_a_page_turn_and_furniture_stand_in_it() -> None:
    earlier = "as was said\nby Mr Kova-\nCONFIDENTIAL\n- 3 -\n"
    later = "CONFIDENTIAL\nSTATE 1234\ncevic and others\nwent home"
    assert divided(Edges.of(earlier), Edges.of(later), "kovacevic")
    assert not divided(Edges.of(earlier), Edges.of("went home\nwith others"), "kovacevic")
    needles = needles_of_terms(["Kovacevic"])
    assert [needle.label for needle in needles.over_turn(1, earlier, later)] == ["term 1"]


def test_halves_of_one_cut_word_are_looked_for_as_one(make_paper: Callable[..., Any]) -> None:
    from dataclasses import replace

    paper = make_paper(lines=("KOVA- SAID", "CEVIC TOO"), pages=2)
    plan = paper.plan(paper.redaction(1, 0), paper.redaction(2, 2))
    one = replace(plan.secrets[1], annotation_id=plan.secrets[0].annotation_id)
    needles = needles_of_plan(replace(plan, secrets=(plan.secrets[0], one)))
    assert "kovacevic" in {needle.term for needle in needles.needles}


DRESSES: list[Callable[[bytes], bytes]] = [
    base64.b64encode,
    base64.urlsafe_b64encode,
    base64.encodebytes,
    base64.b16encode,
    lambda data: base64.a85encode(data, adobe=True),
    lambda data: base64.b64encode(zlib.compress(data)),
    lambda data: base64.b64encode(base64.b64encode(data)),
    zlib.compress,
]


@given(WORD, st.sampled_from(DRESSES), st.binary(max_size=40))
def test_text_is_undressed(word: str, dress: Callable[[bytes], bytes], before: bytes) -> None:
    dressed = dress(before.hex().encode() + b" " + word.encode())
    assert any(word.encode() in inner for inner in undressed(dressed))


@given(st.binary(max_size=400))
def test_any_bytes_can_be_looked_at(data: bytes) -> None:
    assert all(isinstance(inner, bytes) for inner in undressed(data))
    for head in (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"):
        list(undressed(head + data))


@pytest.mark.parametrize(
    "text", ["Kim's visit", "Kim/Lee", "Talks_Kim.pdf", "(Kim-Lee)", "Lee, Kim."]
)
def test_short_term_is_found_when_signs_stand_beside_it(text: str) -> None:
    needles = needles_of_terms(["Kim"])
    assert found(needles, text)
    assert any(needles.off_page(text))


@pytest.mark.parametrize("text", ["Kimono", "a kimberlite", "Ki m"])
def test_short_term_is_no_part_of_another_word(text: str) -> None:
    assert not found(needles_of_terms(["Kim"]), text)


def test_divided_term_is_found_when_other_text_stands_between_its_halves() -> None:
    needles = needles_of_terms(["Kovacevic"])
    assert found(needles, "met Mr Kova- of the harvest\nthen cevic, who")
    assert not found(needles, "met Mr Kova of the harvest\nthen cevic, who")


def test_name_of_two_signs_and_more_is_found_in_a_script_without_spaces() -> None:
    needles = needles_of_terms(["毛泽东"])
    assert found(needles, "昨天毛泽东同志在北京")
    assert not found(needles, "昨天毛衣同志在北京")
    assert any(needles.off_page("关于毛泽东"))


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-be", "utf-16-le"])
@pytest.mark.parametrize("name", ["毛泽东", "Ковачевич", "КОВАЧЕВИЧ", "Παπαδόπουλος"])
def test_name_in_any_script_is_found_in_bytes(name: str, codec: str) -> None:
    needles = needles_of_terms([name])
    assert any(needles.in_bytes(b"\x01\xff" + name.encode(codec) + b"\xfe\x02"))
    assert not any(needles.in_bytes(b"what ??? is ??????????? this"))


def test_short_name_is_found_as_old_programs_store_it_when_it_is_read_from_the_right() -> None:
    assert found(needles_of_terms(["כהן"]), "אמר כהן"[::-1])
    assert not found(needles_of_terms(["Orr"]), "rro and so on")


def test_names_of_letters_in_a_font_are_no_words() -> None:
    """A kept font names the digit 6 “six”; on a page the word is looked for all the same."""
    needles = needles_of_terms(["six"])
    assert not list(needles.off_page("/Differences [54 /six /seven]", structural=True))
    assert list(needles.off_page("the six of them"))
