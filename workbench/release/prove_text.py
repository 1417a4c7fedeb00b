"""The proof of a page's text: three readers, and what each may find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pikepdf import Dictionary

from workbench.domain.geometry import Rect
from workbench.domain.pages import Word
from workbench.release import checks, look_miner, look_objects, look_order, look_pixels, look_text
from workbench.release.folding import fold, tokens
from workbench.release.font_maps import decode_shown
from workbench.release.look_drawn import rendered
from workbench.release.look_miner import MinedPage, MinerError
from workbench.release.look_text import PageChars, Places
from workbench.release.plan import PagePlan
from workbench.release.subject import Subject

_SIZE_SLACK_PT = 0.6


def count_fits(subject: Subject) -> bool:
    """Whether the copy has as many pages as the plan; a failed check if not."""
    plan, count = subject.plan, len(subject.rendered)
    if plan is None or count == len(plan.pages):
        return plan is not None
    if subject.proof.looks(checks.SIZES):
        sentence = f"The copy has {count} pages, the document {len(plan.pages)}."
        subject.proof.fail(checks.SIZES, sentence)
    return False


def size_fits(subject: Subject, chars: PageChars, page: PagePlan) -> bool:
    """Whether a page is as large as the plan's; a failed check if not."""
    if not subject.proof.looks(checks.SIZES) or (
        abs(chars.width_pt - page.width_pt) <= _SIZE_SLACK_PT
        and abs(chars.height_pt - page.height_pt) <= _SIZE_SLACK_PT
    ):
        return True
    sentence = f"Page {page.number} has another size than the document's."
    subject.proof.fail(checks.SIZES, sentence)
    return False


def page_text(subject: Subject, chars: PageChars, page: PagePlan | None) -> MinedPage | None:
    """Read one page with the two others, too; ``page`` is its plan where boxes can be looked under.

    Returns what pdfminer read, if it could.
    """
    number = chars.number
    mined = _mined(subject, number)
    _terms(subject, checks.TEXT_PDFIUM, "page text", look_text.EXTRACTOR, chars.text, chars)
    if subject.own != "rebuild" and subject.proof.looks(checks.BY_PLACE):
        for text in look_order.by_place(chars):
            for needle in subject.needles.whole_on_page(number, text):
                subject.proof.found(
                    checks.BY_PLACE, "page text, by place", look_text.EXTRACTOR, needle, number
                )
    if mined is not None:
        _terms(subject, checks.TEXT_PDFMINER, "page text", look_miner.EXTRACTOR, mined.text, chars)
    if subject.proof.looks(checks.TEXT_PIKEPDF):
        held = subject.opened.pages[number - 1]
        if "/Contents" in held.obj:
            resources = held.resources if "/Resources" in held.obj else Dictionary()
            text = decode_shown(held, resources, subject.fonts_used)
            extractor = look_objects.EXTRACTOR
            _terms(subject, checks.TEXT_PIKEPDF, "page content", extractor, text, chars)
    if page is not None and page.boxes:
        _under_boxes(subject, page, chars, mined)
    return mined


def _mined(subject: Subject, number: int) -> MinedPage | None:
    if not subject.proof.looks(checks.TEXT_PDFMINER):
        return None
    reason = "the file"
    try:
        if subject.miner is not None:
            return subject.miner.page(number)
    except MinerError as error:
        reason = f"page {number} ({error})"
    sentence = f"pdfminer could not read {reason}, so nothing was proved by it there."
    if subject.own:
        subject.proof.fail(checks.TEXT_PDFMINER, sentence)
    else:
        subject.proof.unread(checks.TEXT_PDFMINER, sentence)
    return None


def _terms(
    subject: Subject, name: str, vector: str, extractor: str, text: str, chars: PageChars
) -> None:
    if not subject.proof.looks(name):
        return
    for needle in subject.needles.on_page(chars.number, text):
        box = look_text.place_of(chars, needle.written)
        subject.proof.found(name, vector, extractor, needle, chars.number, box)


def _under_boxes(
    subject: Subject, page: PagePlan, chars: PageChars, mined: MinedPage | None
) -> None:
    if not subject.proof.looks(checks.UNDER_BOX):
        return
    places = Places(chars)
    for box in page.boxes:
        readers = [(look_text.EXTRACTOR, places.text_in(box.rect_pt))]
        if mined is not None:
            readers.append((look_miner.EXTRACTOR, mined.text_in(box.rect_pt)))
        for extractor, text in readers:
            if text:
                subject.proof.leak(
                    checks.UNDER_BOX, "text under a box", extractor, page.number, box.rect_pt, text
                )


def words_lost(subject: Subject, chars: PageChars, page: PagePlan) -> None:
    """Whether all the words that stay are in the text layer of our own copy."""
    if not subject.proof.looks(checks.LOST):
        return
    kept = " ".join(word.reading for word in page.words_kept)
    if fold(kept) == fold(chars.text) or sorted(fold(kept)) == sorted(fold(chars.text)):
        return  # the second: scripts that run from right to left come out turned
    lost = Counter(fold(kept))
    lost.subtract(fold(chars.text))
    if min(lost.values()) >= 0 and not lost - _twins(page.words_kept):
        return  # what is drawn twice on one place is read once
    missing = tokens(kept) - tokens(chars.text)
    count = missing.total() or abs(len(fold(kept)) - len(fold(chars.text)))
    subject.proof.fail(
        checks.LOST, f"Page {page.number}: {count} words that should stay are not in the text."
    )


def _twins(words: Iterable[Word]) -> Counter[str]:
    """Letters of words that stand on the place of another with the same, how often each."""
    found: Counter[str] = Counter()
    places: dict[str, list[Rect]] = {}
    for word in words:
        read = fold(word.reading)
        others = places.setdefault(read, [])
        x, y = word.rect_pt.centre
        if any(other.contains(x, y) for other in others):
            found.update(read)
        others.append(word.rect_pt)
    return found


def over_turn(subject: Subject, number: int, text: str, following: str, extractor: str) -> None:
    """Terms that begin on one page and end on the next."""
    if not subject.proof.looks(checks.PAGE_TURN):
        return
    for needle in subject.needles.over_turn(number, text, following):
        subject.proof.found(checks.PAGE_TURN, "a word over a page turn", extractor, needle, number)


def hidden_text(subject: Subject, chars: PageChars) -> None:
    """Text that stands where the page shows one tone: a box over it, or ink like paper."""
    if not subject.proof.looks(checks.HIDDEN_TEXT):
        return
    pairs = list(look_text.pairs(chars))
    if not pairs:
        return
    image = rendered(subject.rendered, chars.number)
    size_pt = (chars.width_pt, chars.height_pt)
    under: dict[str, list[int]] = {}
    for first, box in pairs:
        cover = look_pixels.cover_over(image, box, size_pt)
        if cover == "dark" or (cover == "light" and chars.visible[first]):
            under.setdefault(cover, []).append(first)
    for cover, firsts in under.items():
        vector = f"text under a {cover} box"
        for text, box in look_text.hidden_runs(chars, firsts):
            if cover == "light" and len(text) < _SHORTEST_UNDER_LIGHT:
                continue
            subject.proof.leak(
                checks.HIDDEN_TEXT, vector, look_text.EXTRACTOR, chars.number, box, text
            )


_SHORTEST_UNDER_LIGHT = 3
"""White letters stand alone in forms and logos."""
