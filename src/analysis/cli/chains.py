"""Evidence chains from the shell: one in a file, or many as ``query`` writes them."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import ParameterError, printable
from analysis.wording import counted

if TYPE_CHECKING:
    from analysis.check import ChainReport


def read_chains(place: str) -> list[Any]:
    """Return the chains in a file, of an empty one none: a chain, or lines with the column ``chain``; ``-`` is stdin.

    Raises `ParameterError` if it cannot be read or a line is not JSON.
    """
    try:
        text = sys.stdin.read() if place == "-" else Path(place).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ParameterError(f"{place}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ParameterError(f"{place}: is not UTF-8 (byte {error.start}); JSON is UTF-8") from error
    try:
        json.loads(text)
        lines = [(place, text)]
    except ValueError:
        numbered = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
        lines = [(place if len(numbered) == 1 else f"{place}, line {number}", line) for number, line in numbered]
    return [_chain(line, where) for where, line in lines]


def _chain(text: str, place: str) -> Any:
    """Return a chain, also from a row of a query that has it as text."""
    said = f"{place}:"
    try:
        content = json.loads(text)
        inner = content.get("chain") if isinstance(content, Mapping) else None
        said = f"{place}: its column 'chain'"
        return json.loads(inner) if isinstance(inner, str) else content
    except ValueError as error:
        raise ParameterError(f"{said} is not JSON ({error})") from error


def verified(chains: Sequence[Any], article: Path | None, tables: str | None) -> "Iterator[ChainReport]":
    """Verify and print each chain, with the text of its article when that is given."""
    from analysis.check import verify_chain
    from analysis.reference import load_references

    texts: dict[str, str] | str | None = None
    if article is not None:
        from analysis.articles import read_article

        texts = read_article(article).text
    elif tables is not None:
        from analysis.corpus import read_table

        frame = read_table(tables, "articles")
        texts = dict(zip(frame["article_id"], frame["text"], strict=True))
    references = load_references()
    broken = without = 0
    for chain in chains:
        wanted = _named(chain, "article_id")
        if isinstance(texts, dict) and wanted not in texts:
            raise ParameterError(f"--tables: there is no article {wanted!r}; name the folder that the chain comes from")
        report = verify_chain(chain, references, texts[wanted] if isinstance(texts, dict) else texts)
        empty = report.holds and not chain.get("cells")
        broken, without = broken + (not report.holds), without + empty
        named = f"{_named(chain, 'claim_id')}: " if len(chains) > 1 else ""
        nothing = [report.sentence, "nothing to verify: no cell decides it", *(f"note: {n}" for n in report.notes)]
        told = "\n".join(nothing) if empty else str(report)
        print(printable(f"{named}{told}"))
        yield report
    if not chains:
        print("nothing to verify: there is no chain")
    if len(chains) > 1:
        print(f"{counted(len(chains), 'chain')}, {broken:,} of them broken, {without:,} with nothing to verify")


def _named(chain: Any, name: str) -> str:
    article = chain.get("article") if isinstance(chain, Mapping) else None
    return str(article.get(name, "")) if isinstance(article, Mapping) else ""
