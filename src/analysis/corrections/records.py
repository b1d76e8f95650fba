"""The corrections table: one row a decision; read, written and checked as a whole before any of it is applied."""

import csv
import dataclasses
import io
import os
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import CorrectionError
from analysis.paths import given_path, project_root
from analysis.tables import TABLES

SPAN_TABLES = tuple(table.name for table in TABLES if table.spans and table.name != "checks")
LABEL_COLUMNS = {
    "mentions": "label", "quotes": "kind", "numbers": "kind", "dates": "type", "claims": "kind", "entities": "label",
}  # fmt: skip
ENTITY_LABELS = (
    "PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "LAW", "EVENT", "PRODUCT", "WORK_OF_ART", "LANGUAGE",
)  # fmt: skip
ACTIONS = {
    "accept": SPAN_TABLES, "reject": SPAN_TABLES, "relabel": tuple(LABEL_COLUMNS), "merge": ("entities",),
    "rename": ("entities",), "link": ("entities", "mentions"), "re-attribute": ("quotes",),
    "add": ("quotes", "mentions", "numbers"),
}  # fmt: skip
_NEED_VALUE = ("relabel", "merge", "rename", "link", "re-attribute")
_FORMULA = re.compile(r"'*[=+\-@]")
_SHA = re.compile(r"[0-9a-f]{64}")
_LINK = re.compile(r"Q[1-9][0-9]*|[a-z]+/[^\s/]+")
_SHOWN = 20  # refused rows named in one message


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision.

    Attributes
    ----------
    row : its line in the file, for messages.
    table : the table whose row is corrected. article_sha256 : sha256 of the article's text, as in `articles`.
    action : accept, reject, relabel, merge, rename, link, re-attribute or add.
    start, end : the exact span of the row; for `entities`, of one of the entity's mentions.
    entity : for `entities`, instead of a span: the entity's id or canonical name in the article.
    value : new label, name, entity (id or name) or Wikidata id; of an added quote the speaker, if any, of an added name
        the entity or the label of a new one, of an added number what it says where its words alone do not.
    text : the words of the span, checked when given.
    who, why : who decided and for what reason.
    """

    row: int
    table: str
    article_sha256: str
    action: str
    start: int | None = None
    end: int | None = None
    entity: str = ""
    value: str = ""
    text: str = ""
    who: str = ""
    why: str = ""

    @property
    def target(self) -> tuple[str, str, int | None, int | None, str]:
        """What is corrected: two corrections with one target may contradict each other."""
        return self.table, self.article_sha256, self.start, self.end, self.entity


_COLUMNS = tuple(item.name for item in dataclasses.fields(Correction) if item.name != "row")
_REQUIRED = ("table", "article_sha256", "action")


def read_corrections(path: Path | str) -> tuple[Correction, ...]:
    """Read and check a corrections table (CSV; a spreadsheet's semicolons are understood).

    Raises CorrectionError if a column is missing, or rows are wrong or contradict each other; each is named with what
    would be right.
    """
    path = Path(path)
    if not path.is_file():
        raise CorrectionError(f"{path.name}: no such file; a corrections table has the columns {', '.join(_COLUMNS)}")
    try:
        text = path.read_bytes().decode("utf-8-sig")
        header = text.partition("\n")[0]
        delimiter = ";" if header.count(";") > header.count(",") else ","
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restval="")
        rows, names = list(reader), reader.fieldnames or ()
    except (UnicodeDecodeError, csv.Error) as error:
        raise CorrectionError(f"{path.name}: cannot be read ({error}); save it as CSV in UTF-8") from error
    missing = [column for column in _REQUIRED if column not in names]
    unknown = [column for column in names if column not in _COLUMNS]
    if missing or unknown:
        said = f"lacks {', '.join(missing)}" if missing else f"unknown column {', '.join(map(repr, unknown))}"
        raise CorrectionError(f"{path.name}: {said}; the columns are {', '.join(_COLUMNS)}")
    corrections, wrong = [], []
    for number, row in enumerate(rows, start=2):
        if any(value and value.strip() for value in row.values() if isinstance(value, str)):
            try:
                corrections.append(_correction(number, row))
            except ValueError as error:
                wrong.append(f"row {number}: {error}")
    _refuse(path.name, [*wrong, *_problems(corrections)])
    return tuple(corrections)


def _correction(number: int, row: dict[str, str]) -> Correction:
    values = {column: (row.get(column) or "").strip() for column in _COLUMNS}
    values |= {name: text[1:] for name, text in values.items() if text[:1] == "'" and _FORMULA.match(text)}
    offsets: dict[str, int | None] = {}
    for column in ("start", "end"):
        text = values.pop(column)
        if text and not text.isdigit():
            raise ValueError(f"{column} is {text!r}; write a character offset, 0 or more, or leave it empty")
        offsets[column] = int(text) if text else None
    return Correction(row=number, **values, **offsets)  # type: ignore[arg-type]


def write_corrections(path: Path | str, corrections: Iterable[Correction]) -> None:
    """Write a corrections table, whole or not at all, that `read_corrections` reads back as it was."""
    rows, path = tuple(corrections), Path(path)
    check_corrections(rows)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(corrections_csv(rows), encoding="utf-8", newline="")
    partial.replace(path)


def corrections_csv(corrections: Iterable[Correction]) -> str:
    """Return corrections as the text of a corrections table, with its header.

    A cell that a spreadsheet would compute gets a leading apostrophe, which `read_corrections` takes away.
    """
    file = io.StringIO()
    writer = csv.DictWriter(file, _COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in corrections:
        values = dataclasses.asdict(row)
        writer.writerow({name: f"'{value}" if _FORMULA.match(str(value)) else value for name, value in values.items()})
    return file.getvalue()


def check_corrections(corrections: Iterable[Correction]) -> None:
    """Refuse corrections that cannot be meant.

    Raises CorrectionError for an unknown table or action, a missing span or value, contradictions and merge cycles, by
    row.
    """
    _refuse("corrections", list(_problems(list(corrections))))


def _refuse(name: str, problems: list[str]) -> None:
    if problems:
        more = f"\n… and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        raise CorrectionError(
            f"{name}: {len(problems)} row(s) refused (the header is row 1)\n" + "\n".join(problems[:_SHOWN]) + more
        )


def _problems(corrections: list[Correction]) -> Iterator[str]:
    for correction in corrections:
        if said := next(_faults(correction), None):
            yield f"row {correction.row}: {said}"
    yield from _contradictions(corrections)
    yield from _cycles(corrections)


def _faults(row: Correction) -> Iterator[str]:
    """Yield what is wrong with one correction and what would be right; what follows the first rests on it."""
    if row.action not in ACTIONS:
        yield f"unknown action {row.action!r}; the actions are {', '.join(ACTIONS)}"
    if row.table not in ACTIONS[row.action]:
        yield f"{row.action!r} is for {', '.join(ACTIONS[row.action])}, not for {row.table!r}"
    if not _SHA.fullmatch(row.article_sha256):
        yield f"article_sha256 is {row.article_sha256!r}; copy the 64 digits from the articles table"
    if (row.start is None) != (row.end is None):
        yield "has only one of start and end; give both or neither"
    if row.start is not None and row.end is not None and row.start >= row.end:
        yield f"span {row.start}:{row.end} is empty; end must be greater than start"
    if row.start is None and (row.table != "entities" or not row.entity):
        wanted = "start and end, or entity" if row.table == "entities" else "start and end"
        yield f"does not say which row of {row.table!r} is meant; give {wanted}"
    if not row.value and (row.action in _NEED_VALUE or (row.action, row.table) == ("add", "mentions")):
        yield f"{row.action!r} needs a value"
    if row.action == "link" and row.table == "entities" and not _LINK.fullmatch(row.value):
        yield f"{row.value!r} is no id; give a Wikidata id such as Q7184 or one such as body/NATO or person/…"
    if row.action == "relabel" and row.value not in labels_of(row.table):
        yield f"{row.value!r} is no label of {row.table!r}; choose {', '.join(labels_of(row.table))}"


def labels_of(table: str) -> tuple[str, ...]:
    if table in ("mentions", "entities"):
        return ENTITY_LABELS
    (schema,) = [t for t in TABLES if t.name == table]
    return next(c.values for c in schema.columns if c.name == LABEL_COLUMNS[table])


def _contradictions(corrections: list[Correction]) -> Iterator[str]:
    seen: dict[tuple[object, ...], list[Correction]] = defaultdict(list)
    for correction in corrections:
        for other in seen[correction.target]:
            rejects = "reject" in (other.action, correction.action)
            if other.value != correction.value if other.action == correction.action else rejects:
                said = f"{correction.action} {correction.value!r} contradicts row {other.row}: {other.action}"
                yield f"row {correction.row}: {said} {other.value!r}; keep one of them"
        seen[correction.target].append(correction)


def _cycles(corrections: list[Correction]) -> Iterator[str]:
    into: dict[tuple[str, str], tuple[str, int]] = {}
    for correction in corrections:
        if correction.action == "merge" and correction.entity:
            into[correction.article_sha256, correction.entity] = (correction.value, correction.row)
    for start in into:
        sha, entity = start
        path = [entity]
        while (sha, path[-1]) in into and path.count(path[-1]) == 1:
            path.append(into[sha, path[-1]][0])
        if path[-1] == entity and len(path) > 1 and min(path) == entity:
            yield f"row {into[start][1]}: merges in a circle ({' → '.join(path)}); take one of these merges out"


NAME = "corrections.csv"
VARIABLE = "ANALYSIS_CORRECTIONS"  # names another file, or is "none"
NONE = "none"


def usual_file() -> Path | None:
    """Return the file that corrections are saved in and looked for when none is named; None where none is wanted.

    ``ANALYSIS_CORRECTIONS`` names it; else it is ``corrections.csv`` in the working folder or, for those who stand
    inside the project (notebooks run in a folder of theirs), in the project's.
    """
    named = os.environ.get(VARIABLE, "")
    if named:
        return None if named == NONE else Path(named).absolute()
    here, root = Path.cwd(), project_root()
    return (root if here.is_relative_to(root) else here) / NAME


def named_file(path: str | Path | None) -> tuple[Path | None, bool]:
    """Return the file that a user means, and whether he named it; the usual one where there is one and he did not."""
    if path is None or str(path) == "":
        usual = usual_file()
        return (usual if usual is not None and usual.is_file() else None), False
    return (None if str(path) == NONE else given_path(path)), True


def corrections_of(path: str | Path | None, sha256s: Collection[str]) -> tuple[Correction, ...]:
    """Return the corrections of a named file, or those of the usual one that are about some articles.

    Raises CorrectionError if they cannot be read or contradict each other.
    """
    place, named = named_file(path)
    found = read_corrections(place) if place is not None else ()
    return found if named else tuple(c for c in found if c.article_sha256 in sha256s)
