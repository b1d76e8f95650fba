"""Word lists that grow, one ``.tsv`` a list: a header line, then one entry a line, ``#`` comments."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from analysis.errors import AnalysisError


@cache
def read_lexicon(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of ``lexicons/<name>.tsv`` as dictionaries of strings.

    Raises
    ------
    AnalysisError
        If a row has another number of fields than the header; the message names the line.

    >>> read_lexicon("hedges")[0]["phrase"]
    'around'
    """
    lines = files(__package__).joinpath(f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    rows: list[dict[str, str]] = []
    header: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split("\t")
        if not header:
            header = fields
            continue
        if len(fields) != len(header):
            raise AnalysisError(
                f"{name}.tsv, line {number}: {len(fields)} fields, the header has {len(header)} "
                f"({', '.join(header)}); separate fields by one tab each"
            )
        rows.append(dict(zip(header, fields, strict=True)))
    return tuple(rows)


@cache
def entries(name: str, column: str, /, **where: str) -> frozenset[str]:
    """Return one column of a list, of all its rows or of those that hold what is asked for.

    >>> "afternoon" in entries("day_parts", "word")
    True
    """
    return frozenset(row[column] for row in _rows(name, where))


@cache
def pairs(name: str, key: str, value: str, /, **where: str) -> dict[str, str]:
    """Return one column of a list by another; of rows with the same key the last one counts.

    >>> pairs("role_nouns", "noun", "gender", sector="kin")["daughter"]
    'female'
    """
    return {row[key]: row[value] for row in _rows(name, where)}


def _rows(name: str, where: Mapping[str, str]) -> Iterator[dict[str, str]]:
    return (row for row in read_lexicon(name) if all(row[column] == asked for column, asked in where.items()))
