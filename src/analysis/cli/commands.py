"""The commands; each takes the parsed options and returns an exit code, if not 0. Imports wait until they run."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError, ArticleError, CorrectionError, ParameterError, printable
from analysis.wording import counted, told_failures

if TYPE_CHECKING:
    from analysis.articles import Columns
    from analysis.corpus import Manifest
    from analysis.scale import RunStep

_TOLD = 10  # failures and ignored files named on the terminal


def extract(options: Namespace) -> int:
    from analysis.scale import extract_corpus

    with _watched(options.input) as on_step:
        manifest = extract_corpus(
            options.input, options.out, workers=options.workers, formats=options.formats, published=options.published,
            engine=options.engine, scheduler=options.scheduler, retry_failed=options.retry_failed,
            part_articles=options.part_size, cache=options.cache, article_seconds=options.article_seconds,
            columns=_columns(options), on_step=on_step,
        )  # fmt: skip
    counts = manifest.counts
    found = ", ".join(counted(counts[f"{noun}s"], noun) for noun in ("quote", "number", "claim", "check"))
    print(f"{options.out}: {counts['articles']:,} of {counted(counts['inputs'], 'article')} read, {found}")
    _say_ignored(manifest.ignored)
    _say_corrections(options.out)
    return _say_failures(options.out, manifest)


@contextmanager
def _watched(path: str) -> "Iterator[Callable[[RunStep], None]]":
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    from analysis.runs.progress import shown_bar

    with shown_bar("articles", _expected(path)) as show:
        yield lambda step: show(step.inputs, step.failures)


def _expected(path: str) -> int | None:
    """Return how many articles to expect: the number of files, or None where one file holds many."""
    from analysis.articles.files import File, list_files

    count = 0
    try:
        for file in list_files(path):
            if isinstance(file, File):
                if file.form not in ("text", "html", "pdf", "docx"):
                    return None
                count += 1
    except ArticleError:
        return None
    return count


def _columns(options: Namespace) -> "Columns":
    from analysis.articles import Columns

    return Columns(options.text_column, options.id_column, options.published_column)


def _say_ignored(ignored: Sequence[str]) -> None:
    for told in ignored[:_TOLD]:
        print(f"ignored: {printable(told)}", file=sys.stderr)
    if len(ignored) > _TOLD:
        print(f"and {len(ignored) - _TOLD:,} more files ignored", file=sys.stderr)


def _say_corrections(folder: str) -> None:
    """Tell of corrections that wait for these articles: tables are written as extracted."""
    from analysis.corrections import corrections_of, named_file

    place, _ = named_file(None)
    if place is None:
        return
    from analysis.corpus import read_table

    try:
        found = len(corrections_of(None, set(read_table(folder, "articles")["sha256"])))
        told = f"{counted(found, 'correction')} for these articles; 'correct' applies them to tables" if found else ""
    except CorrectionError as error:
        told = str(error)
    if told:
        print(printable(f"{place}: {told}"), file=sys.stderr)


def _say_failures(folder: str, manifest: "Manifest") -> int:
    count = manifest.counts["failures"]
    if not count:
        return SUCCESS
    from analysis.corpus.folder import Folder
    from analysis.corpus.storage import stored_rows
    from analysis.tables import FAILURES

    faults = 0
    for number, row in enumerate(stored_rows(Folder(folder), FAILURES, manifest.parts)):
        faults += row["fault"] == "program"
        if number < _TOLD:
            print(f"failed ({row['stage']}): {printable(str(row['message']))}", file=sys.stderr)
    if count > _TOLD:
        print(f"and {count - _TOLD:,} more", file=sys.stderr)
    print(f"{told_failures(count, faults)}; all are listed in {folder}/failures", file=sys.stderr)
    return FAULT if faults else SOME_FAILED


def report(options: Namespace) -> int:
    from analysis.runs.beside import second_process

    with second_process() as beside:
        from analysis.articles import find_ignored
        from analysis.corpus.folder import keep_apart
        from analysis.runs import run_reports

        keep_apart(options.input, options.out)
        summary = run_reports(
            options.input, options.out, _parameters(options.parameters), options.workers, published=options.published,
            corrections=options.corrections, formats=options.formats, engine=options.engine,
            scheduler=options.scheduler, columns=_columns(options), pages=options.pages, beside=beside,
        )  # fmt: skip
    found = find_ignored(options.input, _columns(options))
    _say_ignored([f"{item.place}: {item.reason}" for item in found])
    return int(summary)


def _parameters(given: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in given:
        name, sign, value = item.partition("=")
        if not sign or not name.isidentifier():
            raise ParameterError(f"parameter {item!r}: write it as name=value")
        if name in found:
            raise ParameterError(f"parameter {name!r} is given twice")
        found[name] = value
    return found


def check(options: Namespace) -> None:
    from analysis.corpus import recheck

    before, after = recheck(options.tables)
    changed = sum(before.get(key) != verdict for key, verdict in after.items())
    print(f"{options.tables}: {counted(len(after), 'claim')} judged, {counted(changed, 'verdict')} changed")


def correct(options: Namespace) -> int:
    from analysis.corpus import read_tables, write_tables
    from analysis.corrections import correct_tables, corrections_of, named_file

    if Path(options.out).resolve() == Path(options.tables).resolve():
        raise ParameterError(f"--out {options.out}: is the folder of the tables themselves; name another one")
    if named_file(options.corrections)[0] is None:
        raise ParameterError("no corrections.csv is here; name the file with --corrections")
    tables = read_tables(options.tables)
    corrected = correct_tables(tables, corrections_of(options.corrections, set(tables["articles"]["sha256"])))
    write_tables(corrected.tables, options.out, options.formats, input_name=str(options.tables))
    left = corrected.log.loc[~corrected.log["applied"]]
    print(f"{options.out}: {counted(corrected.applied, 'correction')} applied, {len(left):,} no longer fitting")
    for row in left.itertuples():
        print(f"row {row.row} ({row.table}, {row.action}): {printable(str(row.reason))}", file=sys.stderr)
    return SOME_FAILED if len(left) else SUCCESS


def query(options: Namespace) -> None:
    from analysis.corpus.whole import run_query

    result = run_query(options.tables, options.sql)
    if options.format == "csv":
        from analysis.corpus.storage import safe_csv

        text = safe_csv(result)
    elif options.format == "jsonl":
        text = result.to_json(orient="records", lines=True, force_ascii=False, date_format="iso").lstrip("\n")
    else:
        text = printable(result.to_string(index=False, max_colwidth=60)) + "\n"
    print(printable(text) if sys.stdout.isatty() else text, end="")


def verify(options: Namespace) -> int:
    from analysis.cli.chains import read_chains, verified

    chains = read_chains(options.chain)
    reports = list(verified(chains, options.article, options.tables))
    return SUCCESS if all(report.holds for report in reports) else SOME_FAILED


def reviews(options: Namespace) -> None:
    from analysis.corpus import read_tables
    from analysis.exports import claim_reviews, write_claim_reviews

    tables = read_tables(options.tables)
    drafts = claim_reviews(
        tables["claims"], tables["checks"], tables["articles"], tables["entities"], author=options.author
    )
    write_claim_reviews(drafts, options.out)
    print(f"{options.out}: {counted(len(drafts), 'draft')}")


def import_nato(options: Namespace) -> None:
    from analysis.importers import import_nato

    for path in import_nato(options.workbook, options.out, published_on=options.published):
        print(path)


def add_reference(options: Namespace) -> None:
    from analysis.importers import add_download

    added = add_download(
        options.file, options.name, out=options.out, published_on=options.published, entity=options.entity
    )
    for note in added.notes:
        print(f"note: {note}")
    print(f"{added.folder}: edition {added.edition}, {added.figures} figures; look at the names in datapackage.yaml")


def check_reference(options: Namespace) -> None:
    from analysis.reference import load_reference

    package = load_reference(options.package, strict=options.strict)
    said = (counted(len(package.figures), "figure"), counted(len(package.editions), "edition"))
    print(f"{package.name}: {said[0]} of {counted(len(package.keys), 'area')} in {said[1]}")


def try_sentence(options: Namespace) -> None:
    from analysis.display import try_sentence as tried
    from analysis.explanation.trial import told

    print(printable(told(tried(options.package, options.sentence, options.published).trial)))


def diff(options: Namespace) -> None:
    from analysis.check import reference_diff

    claims = None
    if options.tables:
        from analysis.corpus import read_table

        claims = read_table(options.tables, "claims")
    found = reference_diff(options.first, options.second, claims)
    print(found.figures.to_string(index=False))
    print("\nhow many meet each line:")
    print(found.counts.to_string(index=False))
    if claims is not None:
        print("\nverdicts that turn:")
        print(found.verdicts.to_string(index=False))


def codebook(options: Namespace) -> None:
    from analysis.exports import codebook_text
    from analysis.paths import project_root

    path = project_root() / "docs" / "codebook.md"
    text = codebook_text()
    if not options.check:
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{path}: written")
    elif not path.is_file() or path.read_text(encoding="utf-8") != text:
        raise AnalysisError(f"{path.name} is not current; write it with 'python -m analysis codebook'")


SUCCESS, SOME_FAILED, FAULT = 0, 1, 3
