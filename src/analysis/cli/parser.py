"""What can be said on the command line."""

import argparse
import os
from datetime import date
from pathlib import Path

from analysis import __version__
from analysis.cli import commands

_DESCRIPTION = """\
News articles in; tables of quotes, entities, numbers, dates and checked claims out.

  python -m analysis extract seeds --out tables            tables of all articles in a folder
  python -m analysis report seeds --out reports            one page an article, with an index
  python -m analysis check tables                          judge the claims again, say after a new edition
  python -m analysis query 'select * from quotes' --tables tables
"""
_EPILOG = """\
exit codes: 0 done; 1 done, but some inputs failed (listed in the table `failures`); 2 the input or a setting is
unusable, nothing was done; 3 a fault of this program cost an input or ended the run; 4 the output cannot be written;
130 interrupted. After 4 and 130 the same command goes on where it stopped.
"""
_INPUT = (
    "a file, a folder, a quoted pattern or a URL (fsspec): .txt .md .html .pdf .docx, tables .jsonl .json .csv "
    ".parquet with id and text (optional title, published, source, author, url), feeds .rss .atom .xml, .warc; these "
    "also as .gz or .zst. A folder may hold articles.csv (path, published, source, title, author)"
)


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="python -m analysis", description=_DESCRIPTION, epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"analysis {__version__}")
    several = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_extract(several)
    _add_report(several)
    _add_check(several)
    _add_correct(several)
    _add_query(several)
    _add_verify(several)
    _add_reviews(several)
    _add_reference(several)
    _add_codebook(several)
    return parser


_Several = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _command(several: "_Several", name: str, said: str, more: str = "") -> argparse.ArgumentParser:  # type: ignore[valid-type]
    return several.add_parser(  # type: ignore[attr-defined]
        name, help=said, description=f"{said[0].upper()}{said[1:]}. {more}".strip(), epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip


def _add_extract(several: "_Several") -> None:  # type: ignore[valid-type]
    command = _command(
        several, "extract", "write the tables of all articles behind INPUT",
        "DIR gets <table>/part-*.parquet and manifest.json.\nAn interrupted run goes on where it stopped; "
        "unchanged articles are not read again.",
    )  # fmt: skip
    command.add_argument("input", metavar="INPUT", help=_INPUT)
    command.add_argument("--out", metavar="DIR", required=True, help="folder (or fsspec URL) for the tables")
    command.add_argument(
        "--format", dest="formats", action="append", default=[], choices=("csv", "jsonl"),
        help="also one file a table in this form; may be given twice. CSV cells that a spreadsheet would compute get a "
        "leading apostrophe",
    )  # fmt: skip
    command.add_argument("--published", type=day, metavar="DATE", help="date of articles that have none (2024-06-27)")
    command.add_argument(
        "--workers", type=int, default=usual_workers(), metavar="N", help="processes at work (default: %(default)s)"
    )
    _add_columns(command)
    _add_engine(command)
    command.add_argument("--retry-failed", action="store_true", help="try inputs again that failed in the last run")
    command.add_argument(
        "--part-size", type=int, default=64, metavar="N", help="articles in a part (default: %(default)s)"
    )
    command.add_argument("--cache", metavar="DIR", help="folder for parses (default: inside DIR; '' keeps none)")
    command.add_argument(
        "--article-seconds", type=float, default=60, metavar="S",
        help="CPU-seconds that a short article may take, a long one in proportion (default: %(default)s)",
    )  # fmt: skip
    command.set_defaults(run=commands.extract)


def _add_columns(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--text-column", default="text", metavar="NAME",
        help="column of the text in tables of articles; with it id, date, title, source and author are also looked for "
        "under other usual names (url, date, headline …)",
    )  # fmt: skip
    command.add_argument("--id-column", metavar="NAME", help="column of the ids")
    command.add_argument("--published-column", metavar="NAME", help="column of the publication dates")


def _add_engine(command: argparse.ArgumentParser) -> None:
    command.add_argument("--engine", choices=("local", "dask"), default="local", help="default: %(default)s")
    command.add_argument("--scheduler", metavar="URL", help="address of a running Dask scheduler (tcp://…)")


def _add_report(several: "_Several") -> None:  # type: ignore[valid-type]
    command = _command(
        several, "report", "run the notebooks over all articles behind INPUT and render reports",
        "DIR/index.html leads to one page an article, each with its working page, and to pages over several articles.",
    )  # fmt: skip
    command.add_argument("input", metavar="INPUT", help=_INPUT)
    command.add_argument("--out", metavar="DIR", required=True, type=Path, help="folder for the reports")
    command.add_argument("--published", type=day, metavar="DATE", help="date of articles that have none (2024-06-27)")
    command.add_argument(
        "--workers", type=int, default=usual_workers(), metavar="N", help="notebooks run at once (default: %(default)s)"
    )
    command.add_argument(
        "-p", "--parameter", dest="parameters", action="append", default=[], metavar="NAME=VALUE",
        help="a notebook parameter, checked by name and type before anything runs",
    )  # fmt: skip
    command.add_argument(
        "--formats", type=lambda text: text.replace(" ", "").split(","), default=["html"], metavar="LIST",
        help="html (always written), pdf (needs analysis[pdf]) and md, with commas between them (default: html)",
    )  # fmt: skip
    command.add_argument(
        "--pages", choices=("both", "published"), default="both",
        help="the report to publish and the working page behind it, or the first alone, which is there sooner "
        "(default: %(default)s)",
    )  # fmt: skip
    command.add_argument(
        "--corrections",
        metavar="FILE.csv",
        help="corrections by hand, applied first (default: corrections.csv of this "
        "folder, where it is about these articles; none: without); see docs/adding.md",
    )
    _add_columns(command)
    _add_engine(command)
    command.set_defaults(run=commands.report)


def _add_check(several: "_Several") -> None:  # type: ignore[valid-type]
    command = _command(
        several,
        "check",
        "judge the claims of earlier tables again",
        "Say after an edition was added to data/reference.",
    )
    command.add_argument("tables", metavar="DIR", help="folder that 'extract' has written")
    command.set_defaults(run=commands.check)


def _add_correct(several: "_Several") -> None:  # type: ignore[valid-type]
    command = _command(
        several,
        "correct",
        "apply corrections made by hand and judge the claims again",
        "A correction that no longer fits its article is told and left out (exit code 1); a wrong table is refused.",
    )
    command.add_argument("tables", metavar="DIR", help="folder that 'extract' has written; it is not changed")
    command.add_argument(
        "--corrections", metavar="FILE.csv", help="default: corrections.csv of this folder; see docs/adding.md"
    )
    command.add_argument("--out", metavar="DIR", required=True, help="folder for the corrected tables")
    command.add_argument(
        "--format", action="append", choices=("csv", "jsonl"), default=[], dest="formats", help="also write these"
    )
    command.set_defaults(run=commands.correct)


def _add_query(several: "_Several") -> None:  # type: ignore[valid-type]
    command = _command(
        several, "query", "answer one SQL question over the tables (DuckDB)", "Each table is a view of its name.\n\n"
        "  python -m analysis query \"select speaker, text from quotes\" --tables tables --format csv",
    )  # fmt: skip
    command.add_argument("sql", metavar="SQL", help="one select statement")
    command.add_argument("--tables", metavar="DIR", default="tables", help="folder of tables (default: %(default)s)")
    command.add_argument("--format", choices=("table", "csv", "jsonl"), default="table", help="default: %(default)s")
    command.set_defaults(run=commands.query)


def _add_verify(several: "_Several") -> None:  # type: ignore[valid-type]
    command = _command(
        several, "verify", "follow evidence chains again, from the words to the cell",
        "Exit code 1: a chain does not hold.\n\n"
        "  python -m analysis query \"select chain from checks\" --tables tables --format jsonl > chains.jsonl\n"
        "  python -m analysis verify chains.jsonl --tables tables",
    )  # fmt: skip
    command.add_argument("chain", metavar="CHAINS", help="a file with one chain, or with the column `chain` of checks "
                         "as JSON lines; - reads the standard input")  # fmt: skip
    words = command.add_mutually_exclusive_group()
    words.add_argument("--article", metavar="FILE", type=Path, help="the article, to compare the words with")
    words.add_argument("--tables", metavar="DIR", help="folder of tables whose articles to compare the words with")
    command.set_defaults(run=commands.verify)


def _add_reviews(several: "_Several") -> None:  # type: ignore[valid-type]
    command = _command(
        several,
        "reviews",
        "write schema.org ClaimReview drafts for each decided claim",
        "Drafts: a person reads, completes and signs them before they are published.",
    )
    command.add_argument("tables", metavar="DIR", help="folder that 'extract' has written")
    command.add_argument("--out", metavar="FILE.json", type=Path, required=True)
    command.add_argument("--author", default="", help="the organisation that answers for the reviews")
    command.set_defaults(run=commands.reviews)


def _add_reference(several: "_Several") -> None:  # type: ignore[valid-type]
    command = _command(several, "reference", "bring in or compare reference tables")
    inner = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    bring = inner.add_parser("import-nato", help="read NATO's defence expenditure workbook into CSV")
    bring.add_argument("workbook", metavar="FILE.xlsx", type=Path)
    bring.add_argument("--out", metavar="DIR", type=Path, required=True)
    bring.add_argument("--published", metavar="DATE", type=day, help="when the file's name does not begin with it")
    bring.set_defaults(run=commands.import_nato)
    add = inner.add_parser("add", help="make a package of a downloaded file, or add it to one as a new edition")
    add.add_argument(
        "file", metavar="FILE", type=Path, help="from Our World in Data, World Bank, Eurostat, OECD, IMF, FRED"
    )
    add.add_argument("--as", dest="name", metavar="NAME", required=True, help="the package, as forest_area")
    add.add_argument("--published", metavar="DATE", type=day, help="when the file does not say it")
    add.add_argument("--entity", metavar="CODE", default="USA", help="whose figures a FRED file holds (USA)")
    add.add_argument("--out", metavar="DIR", type=Path, help="folder of packages (data/reference)")
    add.set_defaults(run=commands.add_reference)
    look = inner.add_parser("check", help="read a package and say what is in it, or what is wrong with it")
    look.add_argument("package", metavar="PACKAGE", help="its name, or a folder with a datapackage.yaml")
    look.add_argument(
        "--strict", action="store_true", help="refuse figures under unknown country codes, which are else left out"
    )
    look.set_defaults(run=commands.check_reference)
    attempt = inner.add_parser("try", help="say step by step how a sentence is judged by one package, or why it is not")
    attempt.add_argument("package", metavar="PACKAGE", help="its name, or a folder with a datapackage.yaml")
    attempt.add_argument("sentence", metavar="SENTENCE", help="a sentence or paragraph, in quotation marks")
    attempt.add_argument("--published", metavar="DATE", type=day, help="the day of the article (default: today)")
    attempt.set_defaults(run=commands.try_sentence)
    compare = inner.add_parser("diff", help="list the figures in which two editions differ")
    compare.add_argument("first", metavar="A", help="an edition, or a package folder")
    compare.add_argument("second", metavar="B")
    compare.add_argument("--tables", metavar="DIR", help="folder of tables: also list the claims whose verdicts turn")
    compare.set_defaults(run=commands.diff)


def _add_codebook(several: "_Several") -> None:  # type: ignore[valid-type]
    command = _command(several, "codebook", "write docs/codebook.md from the table schemas")
    command.add_argument("--check", action="store_true", help="only say whether it is current")
    command.set_defaults(run=commands.codebook)


def day(text: str) -> date:
    """Return an ISO date given on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2024-06-27") from None


def usual_workers() -> int:
    """Return the number of processors this process may use, at most four."""
    affinity = getattr(os, "sched_getaffinity", None)
    return min(4, len(affinity(0)) if affinity else os.cpu_count() or 1)
