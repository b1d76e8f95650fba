"""Figures and number words in running text: where each stands, what it is worth, how precisely it is written.

The scanner reads the characters once. It knows every usual grouping and decimal sign, magnitudes, number words,
fractions and vague plurals ("tens of thousands"); what it cannot read for certain it leaves alone.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from analysis.number_words import (
    ARTICLES,
    BESIDE_ARTICLES,
    NUMERAL_WORDS,
    Numeral,
    quantum_of,
    read_magnitude,
    read_words,
)
from analysis.numbers.units import currency_before
from analysis.numbers.vocabulary import any_of, lowered, word_before, word_set

LARGEST_EXPONENT = 300  # beyond it a number is no float
LONGEST_FIGURE = 40  # digits; longer runs are identifiers, not amounts
LONGEST_UNGROUPED = 15  # the same for digits without separators
_WIDE_SPACES = frozenset("\u00a0\u2009\u202f\u2007\u2008")
_LINK = re.compile(r"(?<![^\W\d_])(?:https?://|www\.)\S+|(?<![\w.])[a-z][\w-]*(?:\.[a-z][\w-]*)+/\S+")
_ARTICLE = rf"an?(?=[ ‑-](?:{any_of(BESIDE_ARTICLES)}))"  # they are many, and few are of a number
_WORD = re.compile(rf"(?<![^\W\d_])(?:{any_of(NUMERAL_WORDS - ARTICLES)}|{_ARTICLE})(?![^\W\d_])")
_BEGIN = re.compile(r"[\d(+½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]|\.(?=\d)")
_FIGURE = re.compile(
    r"(?P<skip>\+\d{1,3}[ -]?\(?\d{1,4}\)?(?:[ -]?\d{2,4}){2,4}|\(\d{3,5}\) ?\d{3,4}[- ]?\d{3,4}"
    r"|(?<![\d.,])(?:\d-)?\d{3}[-.]\d{3}[-.]\d{4}|(?<![\d.,])0\d{2,4}(?: \d{3,4}){2}(?! ?\d)"
    r"|(?<![\d.,-])\d{3}-0\d{3}(?![\d-])"
    r"|\d+(?::\d+)+(?:\.\d+|[-–]\d+)?|\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4}-\d\d-\d\d)"
    r"|(?P<power>(?P<mantissa>\d+(?:\.\d+)?) ?[×x] ?10(?:\^|\*\*)?(?P<exponent>[-−–]?[1-9]\d{0,2})(?!\d))"
    r"|(?P<figure>(?:(?<![\w.])\.)?\d+(?:[.,'·٫٬]\d+)*)"
    r"|(?P<glyph>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])"
)
_GLYPHS = dict(
    zip(
        "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞",
        ["1/2", "1/3", "2/3", "1/4", "3/4", "1/5", "2/5", "3/5", "4/5", "1/6", "5/6", "1/8", "3/8", "5/8", "7/8"],
        strict=True,
    )
)
_FRACTION = re.compile(r"[/⁄](\d{1,4})(?![\d/.,]\d|\d)")
_AFTER_WHOLE = re.compile(r"[ -]?(?:(\d{1,2})[/⁄](\d{1,3})(?![\d/])|([½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]))")
_GLUED_UNIT = re.compile(r"(?<![\w/])\d+[^\W\d_]{1,3}/$")
_MODEL_BEFORE = re.compile(r"[^\W\d_]\d+$")
_AND_A_HALF = " and a half"
_HUNDREDTH = Decimal("0.01")
_SPACED_GROUPS = re.compile(r"(?: \d{3})+(?![\d.,]?\d)(?:[.,]\d{1,2}(?!\d))?")
_EXPONENT = re.compile(r"[eE][+-]?\d{1,3}(?![\w.])")
_NOT_FRACTIONS = frozenset({"24/7", "9/11", "7/7", "50/50", "20/20", "60/40"})
_SIGNS = ("-", "−", "–")
_MARKS = str.maketrans("·٫٬", "..,")
_GROUPINGS = (  # how a figure may be grouped, the mark between its groups, the mark of its decimals
    (re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?"), ",", "."),
    (re.compile(r"\d{1,3}(?:'\d{3})+(?:\.\d+)?"), "'", "."),
    (re.compile(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}(?:\.\d{3})+,\d{1,2}"), ".", ","),
    (re.compile(r"\d+,\d{1,2}"), "", ","),
)


def scan_numerals(text: str, original: Callable[[int, int], str] | None = None) -> list[Numeral]:
    """Return the numerals of a text from left to right.

    `original` gives the characters as written behind a range; a no-break space between digit groups shows only there.

    >>> [(str(n.value), str(n.quantum)) for n in scan_numerals("1.5 million, two-thirds or 23")]
    [('1500000.0', '100000.0'), ('2', '0'), ('23', '1')]
    """
    numerals: list[Numeral] = []
    end = 0
    for atom in sorted(_atoms(text), key=re.Match.start):
        if atom.start() < end:
            continue
        if atom.re is _LINK:
            end = atom.end()
            continue
        found = read_words(text, atom.start()) if atom.re is _WORD else _read_figure(text, atom, original)
        if found is not None:
            numerals.append(_with_sign(text, found, numerals))
            end = found.end
    return numerals


def _atoms(text: str) -> Iterator[re.Match[str]]:
    """Yield where a numeral may begin, and the links, whose figures are none."""
    yield from _WORD.finditer(lowered(text))
    if "/" in text or "www." in text:
        yield from _LINK.finditer(text)
    begin = _BEGIN.search(text)
    while begin is not None:
        figure = _FIGURE.match(text, begin.start())
        if figure is not None:
            yield figure
        begin = _BEGIN.search(text, (figure or begin).end())


def _read_figure(text: str, atom: re.Match[str], original: Callable[[int, int], str] | None) -> Numeral | None:
    (start, end), digits = atom.span(), atom.group()
    if atom.lastgroup == "skip" or not _may_begin(text, start):
        return None
    if atom.lastgroup == "glyph":
        over, under = _GLYPHS[digits].split("/")
        return Numeral(start, end, Decimal(over), Decimal(0), form="fraction", total=Decimal(under))
    if atom["power"]:
        return _read_power(atom)
    fraction = _FRACTION.match(text, end)
    if fraction and digits.isdigit():
        return _read_fraction(text, start, fraction, digits)
    spaced = _SPACED_GROUPS.match(text, end) if re.fullmatch(r"\d{1,3}", digits) else None
    if spaced and _groups_belong(text, start, spaced, original):
        digits, end = digits + spaced.group().replace(" ", ""), spaced.end()
    plain = plain_figure(digits)
    if plain is None or len(plain) > (LONGEST_FIGURE if "," in digits else LONGEST_UNGROUPED):
        return None
    exponent = _EXPONENT.match(text, end)
    if exponent:
        value = Decimal(plain + exponent.group())
        if abs(value.adjusted()) > LARGEST_EXPONENT:
            return None
        return Numeral(start, exponent.end(), value, Decimal(1).scaleb(int(value.as_tuple().exponent)))
    added, stop = _added_part(text, plain, end)
    numeral = Numeral(start, stop, Decimal(plain) + added, added or quantum_of(Decimal(plain)))
    scale, stop = read_magnitude(text, stop)  # "1.5 million", "4 hundred million", "2 lakh crore"
    return scaled(numeral, scale, stop) if scale != 1 else numeral


def _read_power(found: re.Match[str]) -> Numeral | None:
    if len(found["exponent"]) > 3:
        return None
    power = Decimal(1).scaleb(int(re.sub("[−–]", "-", found["exponent"])))
    mantissa = Decimal(found["mantissa"])
    return Numeral(*found.span(), mantissa * power, quantum_of(mantissa) * power)


def _read_fraction(text: str, start: int, fraction: re.Match[str], over: str) -> Numeral | None:
    under = fraction.group(1)
    written = text[start : fraction.end()]
    if written in _NOT_FRACTIONS or not 0 < int(over[:5]) < int(under) or len(over) > 3 or int(under) > 128:
        return None
    return Numeral(start, fraction.end(), Decimal(over), Decimal(0), form="fraction", total=Decimal(under))


def _added_part(text: str, plain: str, end: int) -> tuple[Decimal, int]:
    """Return what a fraction behind a figure adds to it ("3 1/2", "2½", "5 and a half"), and where it ends."""
    whole = _AFTER_WHOLE.match(text, end)
    if whole:
        over, under = (whole[1], whole[2]) if whole[1] else _GLYPHS[whole[3]].split("/")
        cents = quantum_of(Decimal(plain)) == _HUNDREDTH and bool(whole[1])  # "$6.63-1/2" adds half a cent
        if 0 < int(over) < int(under) and (plain.isdigit() or cents):
            return Decimal(over) / Decimal(under) * (1 if plain.isdigit() else _HUNDREDTH), whole.end()
    behind = end + len(_AND_A_HALF)
    halved = plain.isdigit() and text.startswith(_AND_A_HALF, end) and not text.startswith(" of", behind)
    return (Decimal("0.5"), behind) if halved else (Decimal(0), end)


def _may_begin(text: str, start: int) -> bool:  # not inside a word, a model name or a path
    if start == 0:
        return True
    before = text[start - 1]
    if before in "/_⁄" or (before == "." and start > 1 and text[start - 2].isalnum()):
        return before == "/" and _GLUED_UNIT.search(text, max(0, start - 8), start) is not None  # "4GB/64GB"
    if before.isalpha():
        return currency_before(text, start) is not None
    if before in "-–−" and start > 1 and text[start - 2].isalpha():
        return word_before(text, start - 1)[0] in word_set("joins_figure")
    return before not in "-–−" or _MODEL_BEFORE.search(text, max(0, start - 8), start - 1) is None  # "B61-12"


def _groups_belong(text: str, start: int, spaced: re.Match[str], original: Callable[[int, int], str] | None) -> bool:
    gaps = [c for c in original(start, spaced.end()) if c.isspace()] if original else []
    wide = bool(gaps) and all(c in _WIDE_SPACES for c in gaps)
    return wide or spaced.group().count(" ") >= 2 or spaced.group() == " 000"


def plain_figure(digits: str) -> str | None:
    """Return digits with a decimal point only, or None where the grouping cannot be read for certain.

    >>> [plain_figure(d) for d in ("1,234.5", "1.234.567,8", "12,34,567", "2,1", "1.2.3.4")]
    ['1234.5', '1234567.8', '1234567', '2.1', None]
    """
    digits = digits.translate(_MARKS)
    if re.fullmatch(r"\d*\.?\d+", digits):
        return digits if not digits.startswith(".") else "0" + digits
    known = ((between, point) for form, between, point in _GROUPINGS if form.fullmatch(digits))
    return next((digits.replace(between, "").replace(point, ".") for between, point in known), None)


def scaled(numeral: Numeral, scale: Decimal, end: int) -> Numeral:
    """Return the numeral with a magnitude that ends at `end` multiplied out."""
    return replace(
        numeral, end=end, value=numeral.value * scale, quantum=numeral.quantum * scale, scale=numeral.scale * scale,
        high=None if numeral.high is None else numeral.high * scale,
    )  # fmt: skip


def _with_sign(text: str, numeral: Numeral, before: list[Numeral]) -> Numeral:
    start = numeral.start
    signed = text[start - 1 : start] in _SIGNS
    if signed and not (start > 1 and (text[start - 2].isalnum() or text[start - 2] in "_)%./$£€")):
        start, wordless = start - 1, numeral.form in ("words", "vague", "ordinal")
    else:
        word, start = word_before(text, start - (text[start - 1 : start] == "-"))
        wordless = word not in word_set("minus") or text[max(0, start - 8) : start].lower() == "plus or "
    if wordless or (before and before[-1].end > start):
        return numeral
    return replace(numeral, start=start, value=-numeral.value)


def within(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Say whether a range overlaps one of the sorted, disjoint spans."""
    place = bisect_right(spans, (end, -1)) - 1
    return place >= 0 and spans[place][1] > start and spans[place][0] < end
