"""Street addresses as they are written in the US, the UK and most of Europe: a number and a street, in either order.

Kinds of streets: USPS Publication 28, appendix C1, and the common words of other languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ftprep.pii.finding import Finding
from ftprep.pii.recognizers.base import LIKELY, MAYBE, UNLIKELY, Recognizer, words

ENTITY = "STREET_ADDRESS"

_KIND = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Terrace|Ter|Way|Highway|Hwy|Parkway|Pkwy|Circle|Cir|Square|Squares|Sq|Crescent|Close|Mews|Row|Walk|Gardens"
    r"|Grove|Hill|Park|Alley|Aly|Plaza|Plz|Trail|Trl|Bypass|Causeway|Common|Cove|Crossing|Crossroad|Estate|Estates|Expressway|Extension|Freeway|Green|Heights|Island|Junction|Knoll|Landing|Loop"
    r"|Manor|Meadow|Meadows|Mill|Mount|Mountain|Oval|Overpass|Pass|Passage|Path|Pike|Pine|Pines|Point|Ridge|Route|Run|Spring|Springs|Station|Stream|Summit|Trace|Track|Turnpike|Union|Unions|Valley|Viaduct|View"
    r"|Village|Ville|Vista|Quay|Wharf|Streets|Lanes|Rise|Broadway|Embankment)"
)
_NAME = r"(?:[A-Z0-9À-ÖØ-Þ][\w'’.À-ÿĀ-ž-]*)"
_US = re.compile(
    rf"(?<![\w.,$#/-])\d{{1,6}}[A-Za-z]?(?:-\d{{1,5}})?,? (?:(?:[NSEW]|North|South|East|West|N\.|S\.|E\.|W\.)\.? )?(?:{_NAME} ){{1,4}}?{_KIND}\b\.?(?:,? (?:[NSEW]{{1,2}}|North|South|East|West)\b)?"
)
_PREFIX_KIND = r"(?:Rua|Avenida|Av\.|Calle|C/|Carrera|Plaza|Paseo|Travessa|Praça|Estrada|Rue|Avenue|Boulevard|Chemin|Place|Quai|Allée|Route|Via|Viale|Piazza|Corso|Vicolo|Largo|Strada|Ul\.|ul\.|Ulica|ulica|Aleja|al\.|Lungotevere|Contrada|Località)"
_EURO_PREFIX = re.compile(
    rf"(?:\d{{1,5}},? )?{_PREFIX_KIND} (?:(?:de|da|do|dos|das|del|della|di|des|du|la|le|les|el|los|las|d[’']|l[’'])[ ]?)*(?:{_NAME}[ ]?){{1,4}}(?:,? (?:n[º°o]\.? ?)?\d{{1,5}}[A-Za-z]?(?:/\d+)?)?"
)
_SUFFIX = r"(?:stra(?:ss|ß)e|strasse|str\.|weg|gasse|platz|allee|ufer|damm|ring|gade|vej|veien|vegen|gata|gatan|vägen|stien|plads|straat|laan|plein|dijk|kade|gracht|singel|hof|baan|katu|tie|kuja|polku|tänav|iela|utca|út|útja|tér|köz|krt\.|allé|stræde|toften|parken|bakken|haugen|lia|gränd|vangur|gata|stígur|braut|vegur)"
_EURO_SUFFIX = re.compile(
    rf"(?<!\w)(?:{_NAME}[ ]){{0,2}}[A-ZÀ-ÖØ-ÞŠŽ][\w'’.À-ÿĀ-ž-]*[ ]?{_SUFFIX}[ ]\d{{1,5}}[ ]?[A-Za-z]?(?:[-/]\d{{1,4}})?(?!\w)",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(?<!\w)(?:Apt|Apartment|Suite|Ste|Unit|Flat|Room|Rm|Floor|Bldg|Building)\b\.?[ ]?#?[ ]?\d{1,5}[A-Za-z]?(?!\w)|(?<!\w)P\.? ?O\.? ?Box \d{1,6}\b|(?<!\w)(?:(?:PSC|Unit|CMR) \d{1,5},? )?Box \d{1,6}\b|(?<!\w)[AF]PO A[AEP] \d{5}\b",
    re.IGNORECASE,
)
_CUED = words(
    r"\b(?:address(?:es)?|lives? (?:at|on)|living (?:at|on)|located (?:at|on|in)|moved? to|moving to|deliver(?:ed|y)? (?:it )?to|sen[dt] (?:it |them )?(?:to|at)|ship(?:ped)? (?:it )?to|mail(?:ed)? (?:it )?to|returned? to|arrived at|restaurant is (?:at|on)|station is (?:at|on)|resid(?:es?|ing) (?:at|on)|corner of|headquarters (?:at|on)|offices? (?:are|is) (?:at|on|located at)|enter on)"
)
_BARE = re.compile(
    rf"(?<!\w)(?:\d{{1,6}}[A-Za-z]?,? (?:{_NAME}[ ]?){{1,5}}|(?:[A-ZÀ-ÖØ-ÞŠŽ][\w'’.À-ÿĀ-ž-]*[ ]){{1,4}}\d{{1,5}}[A-Za-z]?(?:[-/]\d{{1,4}})?)(?!\w)"
)


def find_us(text: str) -> Iterator[Finding]:
    for match in _US.finditer(text):
        yield Finding(ENTITY, *match.span(), LIKELY)


def find_european(text: str) -> Iterator[Finding]:
    for pattern in (_EURO_PREFIX, _EURO_SUFFIX):
        for match in pattern.finditer(text):
            if any(char.isdigit() for char in match.group()):
                yield Finding(ENTITY, match.start(), match.start() + len(match.group().rstrip()), 0.8)


def find_unit(text: str) -> Iterator[Finding]:
    for match in _UNIT.finditer(text):
        loose = match.group()[:2].casefold() in (
            "ro",
            "rm",
            "fl",
            "bu",
            "bl",
            "un",
        )  # rooms and floors are elsewhere too
        yield Finding(ENTITY, *match.span(), UNLIKELY if loose else MAYBE)


def find_cued(text: str) -> Iterator[Finding]:
    """A number and a name, or a name and a number, after words that announce an address."""
    for cue in _CUED.finditer(text):
        match = _BARE.search(text, cue.end(), cue.end() + 70)
        if match:
            yield Finding(ENTITY, match.start(), match.start() + len(match.group().rstrip(" .,")), MAYBE)


US = Recognizer("address_us", ENTITY, (r"[0-9][A-Za-z]?,? (?:[\pL0-9][^ \n]* )+" + _KIND + r"\b",), find_us)
EUROPEAN = Recognizer(
    "address_european",
    ENTITY,
    (
        r"(?:Rua|Avenida|Av\.|Calle|C/|Rue|Via|Viale|Piazza|Ul\.|ul\.|[Uu]lica|Aleja|al\.|Avenue|Boulevard|Plaza|Place|Paseo|Quai|Allée|Route|Praça|Estrada|Corso|Vicolo|Largo|Strada|Chemin|Carrera|Travessa|Lungotevere|Contrada|Località) [^\n]*[0-9]",
        r"[0-9],? (?:Rua|Avenida|Calle|Rue|Via|Avenue|Boulevard|Place|Quai|Allée|Route|Chemin)",
        "(?i:" + _SUFFIX + r") [0-9]",
    ),
    find_european,
)
UNIT = Recognizer(
    "address_unit",
    ENTITY,
    (
        r"(?i)\b(?:apt|apartment|suite|ste|unit|flat|room|rm|floor|bldg|building)\b\.? ?#? ?[0-9]|\bp\.? ?o\.? ?box|\bbox [0-9]+|\b[af]po a[aep] ",
    ),
    find_unit,
)
CUED = Recognizer(
    "address_cued",
    ENTITY,
    (
        r"(?i)(?:address(?:es)?|live[sd]?|living|located|move[sd]?|moving|deliver(?:ed|y)?|sen[dt]|ship(?:ped)?|mail(?:ed)?|return(?:ed)?|arrived|restaurant is|station is|resid(?:es?|ing)|corner of|headquarters|offices?|enter on)\b[^\n]*\n?[^\n]*[0-9]",
    ),
    find_cued,
)
