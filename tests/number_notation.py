"""The notation of ``number_sentences.tsv``: reading it, and comparing it with what was found."""

import math
import re
from pathlib import Path

SENTENCES = Path(__file__).with_name("number_sentences.tsv")
BOUNDS = ("~", ">", "<", ">=", "<=")


def read_sentences():
    lines = [line for line in SENTENCES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]


def said(number):
    """Write a number in the notation of the sentences file, with every flag it has."""
    other = number.value_high if number.value_high is not None else number.ratio_total
    base = {"stated": "base=", "inherited": "inherits=", None: ""}[number.of_base_source] + (number.of_base or "")
    low, high = ("oo" if end is None else str(end) for end in (number.low, number.high))
    per = f"per={number.per}" if number.per else ""
    flags = {number.bound, number.change_role, number.direction, "neg" if number.negated else "", base, per}
    unit = number.currency if number.kind == "money" else number.unit
    return number.kind, number.value, other, unit, (flags - {None, "", "="}) | {f"in={low}..{high}"}


def matches(expected, number):
    kind, value, other, unit, flags = said(number)
    words = expected.split()
    if words[0] != kind:
        return False
    low, _, high = re.match(r"([-\d.e]+?)(?:(\.\.|/)([-\d.e]+))?$", words[1]).groups()
    if not math.isclose(float(low), value, rel_tol=1e-9) or (high is None) != (other is None):
        return False
    if high is not None and not math.isclose(float(high), other, rel_tol=1e-9):
        return False
    wanted = [w for w in words[2:] if w in BOUNDS or "=" in w or w in ("by", "to", "from", "up", "down", "neg")]
    unit_words = " ".join(w for w in words[2:] if w not in wanted)
    if unit_words and unit_words != (unit or "-"):
        return False
    free = ("base=", "in=", "inherits=", "up", "down", "by", "to", "from")
    named = {w for w in wanted if not w.startswith("in=")}
    unsaid = {f for f in flags if not f.startswith(free)} - named
    return named <= flags and not unsaid and all(same_interval(w, flags) for w in wanted if w.startswith("in="))


def same_interval(wanted, flags):
    found = next(f for f in flags if f.startswith("in="))
    pairs = zip(wanted[3:].split(".."), found[3:].split(".."), strict=True)
    return all(a == b if "oo" in (a, b) else math.isclose(float(a), float(b), rel_tol=1e-9) for a, b in pairs)
