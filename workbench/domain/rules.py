"""The rules behind findings: each code's severity, its rule in a sentence, and its source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: severity, what it asks in a sentence, and where it is laid down."""

    severity: Severity
    sentence: str
    source: str


_CAPCO = "IC markings register and manual"
_ISOO = "ISOO, marking changes of 2003"
_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

RULES: dict[str, Rule] = {
    "PORTION_ABOVE_BANNER": Rule(_E, "No portion is above the banner.", _CAPCO),
    "SUBJECT_ABOVE_BANNER": Rule(_E, "The subject's mark is not above the banner.", _CAPCO),
    "PAGE_ABOVE_COVER": Rule(_E, "No page is marked higher than the first.", _CAPCO),
    "CLASSIFIED_BUT_DECL_NA": Rule(
        _E, "A classified paper says when it is declassified.", "E.O. lines of State"
    ),
    "UNCLASSIFIED_WITH_DECL": Rule(
        _E, "Only a classified paper has a declassification date.", "E.O. lines of State"
    ),
    "DECL_MISSING": Rule(
        _W, "A classified cable from 1 March 1973 has an E.O. line.", "State handbook of 1974"
    ),
    "DECL_NOT_AFTER_DOC": Rule(
        _E, "Declassification lies after the document's own date.", "E.O. 12958, 1.6"
    ),
    "DECL_GT_25Y": Rule(
        _W, "Without an exemption nothing is classified beyond 25 years.", "E.O. 12958, 1.5"
    ),
    "CAPPED_AT_AUTO": Rule(
        _N, "Automatic review falls on 31 December of the 25th year.", "E.O. 13526, 3.3"
    ),
    "X_CODE_RETIRED": Rule(_W, "X1 to X8 may not be used from 22 September 2003.", _ISOO),
    "OADR_RETIRED": Rule(_W, "OADR may not be used from 14 October 1995.", "E.O. 12958, 1.7"),
    "MR_RETIRED": Rule(_W, "MR may not be used from 22 September 2003.", _ISOO),
    "25X1_HUMAN_RETIRED": Rule(_W, "25X1-human is marked 50X1-HUM now.", _CAPCO),
    "EO_NOT_IN_FORCE": Rule(
        _W, "A paper cites the order that governed its day.", "Dates of the executive orders"
    ),
    "REASON_SECTION_ERA": Rule(
        _W, "Reasons are of section 1.5 until 2003 and of 1.4 from then.", _ISOO
    ),
    "REASON_LETTER_IMPOSSIBLE": Rule(
        _W, "Section 1.4 has letters a to h, section 1.5 a to g.", "E.O. 12958, 1.4 and 1.5"
    ),
    "AUTHORITY_MISSING": Rule(
        _W, "A classified paper from 14 October 1995 says who classified it.", "E.O. 12958, 1.7"
    ),
    "PORTION_MISSING": Rule(
        _E, "Every portion of a classified paper is marked.", "E.O. 12356, 1.5"
    ),
    "PARAGRAPH_GAP": Rule(_W, "Paragraph numbers follow one another.", "Sequence of the numbers"),
    "BANNER_ABOVE_ALL_PORTIONS": Rule(
        _N, "The banner is the highest portion, unless by compilation, which is said.", _CAPCO
    ),
    "BANNER_UNSUPPORTED_BUT_PORTIONS_MISSING": Rule(
        _N, "While marks are missing nobody can say that a banner is too high.", _CAPCO
    ),
    "CAPTION_LEVEL": Rule(
        _W, "NODIS and EXDIS go with classified papers, and neither with AGREMENT.", "5 FAH-2 H-440"
    ),
    "ZNY_BANNER_MISMATCH": Rule(
        _W, "The transmission line's letter is the banner's level.", "ACP 127, format line 4"
    ),
    "HEADER_JULIAN": Rule(
        _W, "The day in the origin line is the date-time group's.", "ACP 127, format line 3"
    ),
    "HEADER_TIME": Rule(
        _W, "The time in the origin line is the date-time group's.", "ACP 127, format line 3"
    ),
    "HEADER_PRECEDENCE": Rule(
        _W, "The first line carries the highest precedence.", "ACP 127, format line 2"
    ),
    "HEADER_SERIAL": Rule(
        _W, "The number in the origin line is the banner's.", "ACP 127, format line 3"
    ),
    "DISTRIBUTION_SUM": Rule(
        _W, "The offices' copies add up to the total.", "Distribution lines of 1966 to 1979"
    ),
    "LEVEL_NOT_IN_USE": Rule(
        _W, "A paper bears a level that its system had on its day.", "E.O. 10501; UK policy of 2014"
    ),
    "FORM_NOT_OF_PERIOD": Rule(
        _W,
        "The form of a cable or telegram is of its day: a misread date is seen by it.",
        "Forms of State cables and FCO telegrams by period",
    ),
    "TELELETTER_SECRET": Rule(
        _W, "A teleletter may not be SECRET or above.", "Practice of the FCO"
    ),
    "FILE_GRADE_BELOW_CONTENT": Rule(
        _E, "A file's grading equals its highest paper's.", "Jackets of FCO files"
    ),
    "RELEASE_STAMP_VS_CODES": Rule(
        _W, "A release stamp and the codes beside the cuts say the same.", "5 USC 552(b)"
    ),
    "NATO_OR_RD_WITH_AUTO_DATE": Rule(
        _W, "NATO and Atomic Energy Act data have no automatic date.", _CAPCO
    ),
    "CODE_AGE": Rule(_W, "A code fits the record's age and origin.", "The code sets' own tables"),
    "SAME_PERSON": Rule(_W, "Two persons look at every release.", "State's systematic review"),
    "SAME_DAY": Rule(
        _N,
        "Release and approval on one day leave little time to look.",
        "State's systematic review",
    ),
    "WITHDRAWN_AFTER": Rule(
        _W, "What was withdrawn after its release has been public.", "State's systematic review"
    ),
    "CLOSURE_YEAR": Rule(
        _W, "A closed file opens in the January after its term.", "Public Records Act 1958"
    ),
    "ELIGIBLE_FOR_REVIEW": Rule(
        _N, "A date that has come makes a paper eligible for review, no more.", _CAPCO
    ),
}
"""Source: DOMAIN.md 1.3 to 1.6, 2, 3.1 and 4."""
