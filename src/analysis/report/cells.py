"""The cells of an executed notebook as parts of a page: what is for makers only, and what holds nothing, left out."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

WORKING = "working"  # the tag of cells that stand on the working page only
_HEADING = re.compile(r"^## .*$", re.MULTILINE)
_EMPTY = re.compile(
    r'\s*(?:<style\b[^>]*>.*?</style>)?\s*(?:<div class="an[^"]*">)?\s*'
    r'<p class="an-muted an-empty">(?:(?!</p>).)*</p>\s*(?:</div>)?\s*',
    re.DOTALL,
)
Cell = Mapping[str, Any]
Shown = dict[str, Any]  # a cell made here


def shown(html: str) -> Shown:
    """Return a cell that shows some HTML."""
    return shown_as({"text/html": f'<div class="an">{html}</div>'})


def shown_as(data: Mapping[str, str]) -> Shown:
    """Return a cell that shows something in some forms, by their media types."""
    return {"cell_type": "code", "source": "", "outputs": [{"output_type": "display_data", "data": data}]}


def page_cells(cells: Sequence[Cell], *, published: bool) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the cells of a page, code cells that show nothing put together with the next, and the headings left out.

    A section in which nothing was found is left out with its explanation; the published page has no cell tagged
    ``working`` and no code.
    """
    chosen = [cell for cell in cells if not (published and WORKING in cell.get("metadata", {}).get("tags", []))]
    return without_empty(_grouped(chosen, published=published))


def without_empty(cells: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Leave out prose whose results are all empty, and a heading under which nothing is left; return those headings."""
    kept: list[dict[str, Any]] = []
    for part in _parts(cells):
        prose = [] if part[0]["code"] else part[:1]
        full = [cell for cell in part[len(prose) :] if not is_empty(cell)]
        if full or len(part) == 1:
            kept += [*prose, *full]
        elif not prose:
            continue
        elif heading := _HEADING.search(prose[0]["sources"][0]):
            kept.append({**prose[0], "sources": [heading[0]]})
    return _without_bare_headings(kept)


def is_empty(cell: Mapping[str, Any]) -> bool:
    """Say whether a cell has outputs and all of them only say that there is nothing."""
    outputs = cell["outputs"]
    return bool(outputs) and all(
        _EMPTY.fullmatch(joined(output.get("data", {}).get("text/html", ""))) is not None for output in outputs
    )


def _parts(cells: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return prose cells each with the code cells that follow; code before any prose is a part of its own."""
    parts: list[list[dict[str, Any]]] = []
    for cell in cells:
        if cell["code"] and parts:
            parts[-1].append(cell)
        else:
            parts.append([cell])
    return parts


def _without_bare_headings(cells: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Leave out a heading that is followed by another, or by nothing, and has no prose of its own; return those too."""
    kept, gone = [], []
    for number, cell in enumerate(cells):
        after = cells[number + 1] if number + 1 < len(cells) else None
        bare = not cell["code"] and re.fullmatch(_HEADING, cell["sources"][0].strip())
        if bare and (after is None or (not after["code"] and after["sources"][0].startswith("## "))):
            gone.append(cell["sources"][0].strip().removeprefix("## "))
        else:
            kept.append(cell)
    return kept, gone


def _grouped(cells: Sequence[Cell], *, published: bool) -> list[dict[str, Any]]:
    grouped: list[dict[str, Any]] = []
    for cell in cells:
        source = joined(cell["source"]).strip()
        outputs = cell.get("outputs", [])
        before = grouped[-1] if grouped else None
        if published and cell["cell_type"] == "code":
            grouped += [{"code": True, "sources": [], "outputs": outputs}] if outputs else []
        elif cell["cell_type"] == "code" and before and before["code"] and not before["outputs"]:
            before["sources"].append(source)
            before["outputs"] = outputs
        elif source:
            grouped.append({"code": cell["cell_type"] == "code", "sources": [source], "outputs": outputs})
    return grouped


def joined(text: Any) -> str:
    """Return a text that a notebook may hold as lines."""
    return text if isinstance(text, str) else "".join(text)
