"""Corrections while they are made: what can be picked, what is wrong with one, what it would change, the file."""

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.corrections import (
    ACTIONS,
    Corrected,
    Correction,
    correct_tables,
    read_corrections,
    usual_file,
    write_corrections,
)
from analysis.corrections.records import LABEL_COLUMNS, NAME, labels_of
from analysis.display.entities import LABEL_WORDS
from analysis.display.markup import cut, filled
from analysis.display.readings import QUOTE_KINDS, date_reading, headline, number_reading, plain
from analysis.display.sources import CorrectionsMade
from analysis.display.tables import ShownTable
from analysis.errors import CorrectionError
from analysis.paths import project_root
from analysis.reference.gazetteer import load_gazetteer
from analysis.verdicts import loads
from analysis.wording import counted

TABLES = ("quotes", "mentions", "entities", "numbers", "dates", "claims")
CONTEXT = 160  # characters shown on either side of a row
_SEEN = 60  # characters of a row in a list
_ID_COLUMNS = {
    "quotes": "quote_id", "mentions": "mention_id", "entities": "entity_id", "numbers": "number_id", "dates": "date_id",
    "claims": "claim_id", "checks": "claim_id",
}  # fmt: skip
# columns whose change says nothing to a reader
_UNSAID = ("speaker_id", "mention_count", "forms", "chain", "cell", "confidence")
Options = list[tuple[str, str]]
Row = dict[str, Any]


def own_file(path: str | Path) -> Path:
    """Return where an editor may write corrections: a CSV file below the project or the working folder.

    A path is from the working folder; the bare name ``corrections.csv`` is the usual file, which later runs find again.
    Raises `CorrectionError` for any other place, also when a link leads there.
    """
    usual = usual_file()
    place = (usual if usual is not None and str(path) == NAME else Path.cwd() / path).resolve()
    homes = [home.resolve() for home in (project_root(), Path.cwd(), *([usual.parent] if usual is not None else []))]
    if place.suffix.lower() != ".csv" or not any(place.is_relative_to(home) for home in homes):
        raise CorrectionError(
            f"{Path(path).name}: the editor writes only .csv files in the project or the working folder; "
            "name one, such as corrections.csv"
        )
    return place


class CorrectionsDraft:
    """The corrections of a file with those added and removed since, and the tables as they would make them.

    `now`: the tables with all corrections applied, and the log.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame], path: str | Path, who: str = "") -> None:
        self.path, self.who = own_file(path), who
        self._before: Mapping[str, pd.DataFrame] = getattr(tables, "before", tables)
        self._shas = dict(zip(self._before["articles"]["article_id"], self._before["articles"]["sha256"], strict=True))
        self._kept = self._wanted = self._read()
        self.now = self._applied(self._wanted)

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """All corrections, as the file would hold them."""
        return _numbered(self._wanted)

    @property
    def unsaved(self) -> int:
        """How many changes the file does not hold yet."""
        return len(set(self._kept) ^ set(self._wanted))

    def articles(self) -> Options:
        return [(cut(headline(row), _SEEN), row["article_id"]) for row in self._before["articles"].to_dict("records")]

    def rows(self, article_id: str, table: str) -> Options:
        """Return the rows of an article as they stand now, each with its key."""
        return [(_told(table, row), _key(table, row)) for row in self._rows(article_id, table)]

    def actions(self, table: str) -> list[str]:
        return [action for action, tables in ACTIONS.items() if table in tables]

    def values(self, article_id: str, table: str, key: str, action: str) -> tuple[Options, bool]:
        """Return the values to choose from, and whether another one may be written."""
        entities = [] if table == "numbers" else self._rows(article_id, "entities")
        if action == "add":
            known = [(_entity_words(e), _steady(e, entities)) for e in entities]
            labels = [] if table == "numbers" else labels_of("mentions")
            new = [(f"a new one: {_label_words(label)}", label) for label in labels]
            return [*([("no speaker is named", "")] if table == "quotes" else new), *known], True
        row = self._row(article_id, table, key)
        if row is None or action in ("accept", "reject"):
            return [], False
        if action == "relabel":
            labels = [label for label in labels_of(table) if label != row[LABEL_COLUMNS[table]]]
            return [(_label_words(label), label) for label in labels], False
        if action == "rename":
            return [(form, form) for form in _forms(row) if form != row["name"]], True
        if action == "link" and table == "entities":
            return _known(row), True
        taken = row.get("speaker_id" if action == "re-attribute" else "entity_id")
        others = [e for e in entities if e["entity_id"] != taken]
        return [(_entity_words(e), _steady(e, others)) for e in others], action == "link"

    def context(self, article_id: str, table: str, key: str) -> str:
        """Return a row's words in their place, as HTML; for an entity its first mentions."""
        row = self._row(article_id, table, key)
        if row is None:
            return '<p class="an-muted">No row is picked.</p>'
        text = str(self._of("articles", article_id)["text"].iloc[0])
        spans = [row] if table != "entities" else self._mentions(article_id, key)[:3]
        return filled("context.html", text=text, spans=spans, room=CONTEXT)

    def add(
        self, article_id: str, table: str, key: str, action: str, value: str = "", why: str = "",
        who: str | None = None, words: str = "",
    ) -> str:  # fmt: skip
        """Add a correction of a row, or of the `words` of one that was missed, and return what it did, in words.

        Raises `CorrectionError` if it is wrong, contradicts another, or changes nothing; the list stays as it was.
        """
        row = self._row(article_id, table, key)
        if row is None and not (action == "add" and words):
            raise CorrectionError("no row is picked; pick one, or for 'add' write the words that were missed")
        target = self._missed(article_id, table, words) if words else self._target(article_id, table, row or {})
        new = Correction(
            0, table, self._shas[article_id], action, **target, value=value.strip(),
            why=why.strip(), who=(self.who if who is None else who).strip(),
        )  # fmt: skip
        if any((old.target, old.action, old.value) == (new.target, new.action, new.value) for old in self._wanted):
            raise CorrectionError("this correction is in the list already")
        now = self._applied([*self._wanted, new])
        (entry,) = now.log.loc[now.log["row"].eq(now.log["row"].max()) & now.log["article_id"].eq(article_id)].to_dict(
            "records"
        )
        if not entry["applied"]:
            raise CorrectionError(entry["reason"])
        fitted = set(self.now.log.loc[self.now.log["applied"], "row"])
        for other in now.log.loc[~now.log["applied"] & now.log["row"].isin(fitted)].to_dict("records"):
            raise CorrectionError(
                f"then {other['action']} “{cut(other['text'], _SEEN)}” would not fit: {other['reason']}"
            )
        self._wanted, self.now = [*self._wanted, new], now
        return f"Added: {self._line(new)}. {entry['also']}".strip()

    def remove(self, number: int) -> str:
        """Take the correction with a number in `corrections` out of the list."""
        if not 0 <= number < len(self._wanted):
            raise CorrectionError("no correction is picked; pick one in the list")
        left = [*self._wanted[:number], *self._wanted[number + 1 :]]
        gone, self.now, self._wanted = self._wanted[number], self._applied(left), left
        return f"Taken out: {self._line(gone)}."

    def save(self) -> str:
        """Write the file and return what it holds; rows that others have put there meanwhile are kept.

        Raises `CorrectionError` if the file has become unreadable or its new rows contradict these; nothing is written.
        """
        fresh = [c for c in self._read() if c in self._wanted or c not in self._kept]
        todo = fresh + [c for c in self._wanted if c not in fresh and c not in self._kept]
        self._applied(todo)
        try:
            write_corrections(self.path, _numbered(todo))
        except OSError as error:
            raise CorrectionError(f"{self.path.name}: cannot be written ({error.strerror})") from error
        self._kept = self._wanted = self._read()
        self.now = self._applied(self._wanted)
        return f"Saved: {self.path} holds {len(todo)} correction{'s' if len(todo) != 1 else ''}."

    def lines(self) -> list[tuple[str, int]]:
        """Return the corrections so far with their numbers, each with its fate."""
        fates = {row["row"]: row for row in self.now.log.to_dict("records")}
        return [
            (f"{self._line(c)}{'' if fates[c.row]['applied'] else ' (does not fit here)'}", number)
            for number, c in enumerate(self.corrections)
        ]

    def preview(self) -> str:
        """Return what the corrections change in the tables, as HTML."""
        if not self.corrections:
            return '<p class="an-muted">No corrections yet.</p>'
        rows = []
        for table, words, column, *values in _differences(self._before, self.now):
            if column.endswith("_id") or column in LABEL_COLUMNS.values():
                values = [self._in_words(value) for value in values]
            rows.append((table, words, column.removesuffix("_id").replace("_", " "), *(cut(v, _SEEN) for v in values)))
        changes = pd.DataFrame(rows, columns=["table", "words", "what", "before", "after"])
        return CorrectionsMade(self.now.log).to_html() + ShownTable(changes, "What they change", most=60).to_html()

    def _read(self) -> list[Correction]:
        found = read_corrections(self.path) if self.path.is_file() else ()
        return [dataclasses.replace(correction, row=0) for correction in found]

    def _applied(self, corrections: Sequence[Correction]) -> Corrected:
        return correct_tables(self._before, _numbered(corrections))

    def _of(self, table: str, article_id: str) -> pd.DataFrame:
        frame = self.now.tables[table]
        return frame.loc[frame["article_id"].eq(article_id)]

    def _rows(self, article_id: str, table: str) -> list[Row]:
        return [{str(k): v for k, v in row.items()} for row in self._of(table, article_id).to_dict("records")]

    def _row(self, article_id: str, table: str, key: str) -> Row | None:
        return next((row for row in self._rows(article_id, table) if _key(table, row) == key), None)

    def _mentions(self, article_id: str, entity_id: str) -> list[Row]:
        return [row for row in self._rows(article_id, "mentions") if row["entity_id"] == entity_id]

    def _target(self, article_id: str, table: str, row: Row) -> dict[str, Any]:
        """Name a row by its span and words: they stay what they are whatever the rules find in a later run."""
        mentions = self._mentions(article_id, row["entity_id"]) if table == "entities" else [row]
        if not mentions:
            return {"entity": row["entity_id"]}
        if table == "entities":  # a mention that was the entity's from the start, not one that a correction brought
            own = self._before["mentions"]
            spans = set(own.loc[own["entity_id"].eq(row["entity_id"]), "start"])
            mentions.sort(key=lambda mention: mention["start"] not in spans)
        return {"start": int(mentions[0]["start"]), "end": int(mentions[0]["end"]), "text": mentions[0]["text"]}

    def _missed(self, article_id: str, table: str, words: str) -> dict[str, Any]:
        """Return the first place of some words that is no row of a table yet."""
        text, own = str(self._of("articles", article_id)["text"].iloc[0]), self._of(table, article_id)
        taken, length = set(zip(own["start"], own["end"], strict=True)), len(words.strip())
        places = [found.start() for found in re.finditer(rf"(?<!\w){re.escape(words.strip())}(?!\w)", text)]
        start = next((place for place in places if (place, place + length) not in taken), None)
        if start is None:
            said = (
                "stand in the table already" if places else "do not stand in the article; copy them as they are there"
            )
            raise CorrectionError(f"the words {cut(words, _SEEN)!r} {said}")
        return {"start": start, "end": start + length, "text": words.strip()}

    def _line(self, correction: Correction) -> str:
        words = cut(correction.text or self._in_words(correction.entity), _SEEN)
        value = f" → {self._in_words(correction.value)}" if correction.value else ""
        return f"{correction.action} {correction.table} “{words}”{value}"

    def _in_words(self, value: str) -> str:
        """Return a value as readers know it: an entity by its name, a label by its word."""
        for entities in (self.now.tables["entities"], self._before["entities"]):
            if len(named := entities.loc[entities["entity_id"].eq(value), "name"]):
                return str(named.iloc[0])
        known = load_gazetteer().entities.get(value)
        return known.name if known else _label_words(value)


def _numbered(corrections: Sequence[Correction]) -> tuple[Correction, ...]:
    return tuple(dataclasses.replace(c, row=number) for number, c in enumerate(corrections, start=2))


def _key(table: str, row: Row) -> str:
    return str(row["entity_id"]) if table == "entities" else f"{row['start']}:{row['end']}"


def _steady(entity: Row, among: Sequence[Row]) -> str:
    """Name an entity by what a later run will call it too: a known id, else its name where only one has it."""
    only = sum(other["name"] == entity["name"] for other in among) == 1
    return str(entity["name"]) if "#" in entity["entity_id"] and only else str(entity["entity_id"])


def _forms(entity: Row) -> list[str]:
    return list(dict.fromkeys([entity["name"], *(loads(entity["forms"]) or [])]))


def _known(entity: Row) -> Options:
    gazetteer, options = load_gazetteer(), []
    found = (alias.entity_id for form in _forms(entity) for alias in gazetteer.aliases.get(form, ()))
    for known in (gazetteer.entities[name] for name in dict.fromkeys(found) if name != entity["entity_id"]):
        country = gazetteer.entities.get(f"country/{known.country}")
        options.append((f"{known.name} ({known.kind}{f', {country.name}' if country else ''})", known.entity_id))
    return options


def _label_words(label: str) -> str:
    return LABEL_WORDS.get(label, QUOTE_KINDS.get(label, label))


def _entity_words(entity: Row) -> str:
    return f"{entity['name']} ({_label_words(entity['label'])})"


def _told(table: str, row: Row) -> str:
    if table == "entities":
        return f"{row['name']} · {_label_words(row['label'])}, {counted(row['mention_count'], 'mention')}"
    said = {
        "quotes": lambda: f"{plain(row['speaker']) or 'not named'}, {_label_words(row['kind'])}",
        "mentions": lambda: f"{row['name']}, {_label_words(row['label'])}, {row['kind']}",
        "numbers": lambda: number_reading(row),
        "dates": lambda: date_reading(row),
        "claims": lambda: f"{row['kind']}, {plain(row['subject'])}",
    }[table]()
    return f"“{cut(row['text'], _SEEN)}” · {cut(said, _SEEN)}"


def _differences(before: Mapping[str, pd.DataFrame], now: Corrected) -> Iterator[tuple[str, ...]]:
    corrected = set(now.log.loc[now.log["applied"], "article_id"])
    for table, id_column in _ID_COLUMNS.items():
        if table not in before or now.tables[table] is before[table]:
            continue
        old, new = (
            {
                (row["article_id"], row[id_column]): row
                for row in frame.loc[frame["article_id"].isin(corrected)].to_dict("records")
            }
            for frame in (before[table], now.tables[table])
        )
        for key in dict.fromkeys([*old, *new]):
            row = old.get(key) or new[key]
            words = cut(row.get("text", row.get("name")), _SEEN)
            if key not in new or key not in old:
                yield table, words, "row", *(("there", "left out") if key in old else ("", "new"))
                continue
            for column in old[key]:
                values = plain(old[key][column]), plain(new[key][column])
                if values[0] != values[1] and column not in _UNSAID:
                    yield table, words, str(column), *values
