"""Figures and number words in running text: where each stands, what it is worth, how precisely it is written.

The scanner reads the characters once. It knows every usual grouping and decimal sign, magnitudes, number words,
fractions and vague plurals ("tens of thousands"); what it cannot read for certain it leaves alone.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from analysis.number_words import Numeral, numeral_words, quantum_of, read_magnitude, read_words
from analysis.numbers.units import currency_before
from analysis.numbers.vocabulary import word_before, word_set

LARGEST_EXPONENT = 300  # beyond it a number is no float
LONGEST_FIGURE = 40  # digits; longer runs are identifiers, not amounts
LONGEST_UNGROUPED = 15  # the same for digits without separators
_WIDE_SPACES = frozenset("\u00a0\u2009\u202f\u2007\u2008")
_LEXEME = re.compile(
    r"(?P<skip>(?:https?://|www\.)\S+|(?<![\w.])[a-z][\w-]*(?:\.[a-z][\w-]*)+/\S+"
    r"|\+\d{1,3}[ -]?\(?\d{1,4}\)?(?:[ -]?\d{2,4}){2,4}|\(\d{3,5}\) ?\d{3,4}[- ]?\d{3,4}"
    r"|(?<![\d.,])(?:\d-)?\d{3}[-.]\d{3}[-.]\d{4}|(?<![\d.,])0\d{2,4}(?: \d{3,4}){2}(?! ?\d)"
    r"|(?<![\d.,-])\d{3}-0\d{3}(?![\d-])"
    r"|\d+(?::\d+)+(?:\.\d+|[-–]\d+)?|\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4}-\d\d-\d\d)"
    r"|(?P<power>(?P<mantissa>\d+(?:\.\d+)?) ?[×x] ?10(?:\^|\*\*)?(?P<exponent>[-−–]?[1-9]\d{0,2})(?!\d))"
    r"|(?P<figure>(?:(?<![\w.])\.)?\d+(?:[.,'·٫٬]\d+)*)"
    r"|(?P<glyph>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])"
    r"|(?P<word>[^\W\d_]+)"
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


def scan_numerals(text: str, original: Callable[[int, int], str] | None = None) -> list[Numeral]:
    """Return the numerals of a text from left to right.

    `original` gives the characters as written behind a range; a no-break space between digit groups shows only there.

    >>> [(str(n.value), str(n.quantum)) for n in scan_numerals("1.5 million, two-thirds or 23")]
    [('1500000.0', '100000.0'), ('2', '0'), ('23', '1')]
    """
    numerals: list[Numeral] = []
    known = numeral_words()
    end = 0
    for atom in _LEXEME.finditer(text):
        if atom.lastgroup == "word":
            may_begin = atom.group().lower() in known and atom.start() >= end
            found = read_words(text, atom.start()) if may_begin else None
        else:
            found = _read_figure(text, atom, original) if atom.start() >= end else None
        if found is not None:
            numerals.append(_with_sign(text, found, numerals))
            end = found.end
    return numerals


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
    value, quantum = Decimal(plain), quantum_of(Decimal(plain))
    whole = _AFTER_WHOLE.match(text, end)
    added = _fraction_value(whole) if whole else None
    if whole and added is not None and (plain.isdigit() or (quantum == _HUNDREDTH and whole[1])):
        added *= 1 if plain.isdigit() else quantum  # "$6.63-1/2" adds half a cent
        return _with_magnitude(text, Numeral(start, whole.end(), value + added, added))
    if plain.isdigit() and text.startswith(_AND_A_HALF, end) and not text.startswith(" of", end + len(_AND_A_HALF)):
        half = Decimal("0.5")
        return _with_magnitude(text, Numeral(start, end + len(_AND_A_HALF), value + half, half))
    return _with_magnitude(text, Numeral(start, end, value, quantum))


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


def _fraction_value(whole: re.Match[str]) -> Decimal | None:
    over, under = (whole[1], whole[2]) if whole[1] else _GLYPHS[whole[3]].split("/")
    if not 0 < int(over) < int(under):
        return None
    return Decimal(over) / Decimal(under)


def _may_begin(text: str, start: int) -> bool:
    """Say whether a figure may begin here: not inside a word, a model name or a path."""
    if start == 0:
        return True
    before = text[start - 1]
    if before == "/" and _GLUED_UNIT.search(text, max(0, start - 8), start):
        return True  # "4GB/64GB"
    if before in "/_⁄" or (before == "." and start > 1 and text[start - 2].isalnum()):
        return False
    if before.isalpha():
        return currency_before(text, start) is not None
    if before in "-–−" and _MODEL_BEFORE.search(text, max(0, start - 8), start - 1):
        return False  # "B61-12"
    if before in "-–−" and start > 1 and text[start - 2].isalpha():
        word = re.search(r"[^\W\d_]+$", text[max(0, start - 12) : start - 1])
        return word is not None and word.group().lower() in word_set("joins_figure")
    return True


def _groups_belong(text: str, start: int, spaced: re.Match[str], original: Callable[[int, int], str] | None) -> bool:
    """Say whether groups of three digits apart by spaces are one figure."""
    if original is not None:
        written = original(start, spaced.end())
        gaps = [c for c in written if c.isspace()]
        if gaps and all(c in _WIDE_SPACES for c in gaps):
            return True
    return spaced.group().count(" ") >= 2 or spaced.group() == " 000"


def plain_figure(digits: str) -> str | None:
    """Return digits with a decimal point only, or None where the grouping cannot be read for certain.

    >>> [plain_figure(d) for d in ("1,234.5", "1.234.567,8", "12,34,567", "2,1", "1.2.3.4")]
    ['1234.5', '1234567.8', '1234567', '2.1', None]
    """
    digits = digits.replace("·", ".").replace("٫", ".").replace("٬", ",")
    if re.fullmatch(r"\d*\.?\d+", digits):
        return digits if not digits.startswith(".") else "0" + digits
    if re.fullmatch(r"\d{1,3}(?:[,']\d{3})+(?:\.\d+)?", digits) and not ("," in digits and "'" in digits):
        return digits.replace(",", "").replace("'", "")
    if re.fullmatch(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?", digits):
        return digits.replace(",", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}(?:\.\d{3})+,\d{1,2}", digits):
        return digits.replace(".", "").replace(",", ".")
    if re.fullmatch(r"\d+,\d{1,2}", digits):
        return digits.replace(",", ".")
    return None


def _with_magnitude(text: str, numeral: Numeral) -> Numeral:
    """Multiply a following magnitude word out ("1.5 million", "4 hundred million", "2 lakh crore")."""
    scale, end = read_magnitude(text, numeral.end)
    return scaled(numeral, scale, end) if scale != 1 else numeral


def scaled(numeral: Numeral, scale: Decimal, end: int) -> Numeral:
    """Return the numeral with a magnitude that ends at `end` multiplied out."""
    return replace(
        numeral, end=end, value=numeral.value * scale, quantum=numeral.quantum * scale, scale=numeral.scale * scale,
        high=None if numeral.high is None else numeral.high * scale,
    )  # fmt: skip


def _with_sign(text: str, numeral: Numeral, before: list[Numeral]) -> Numeral:
    """Take a minus sign, or the word minus or negative, that belongs to the numeral."""
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
