"""An editor of corrections for JupyterLab: pick a row, say what is wrong with it, see what that changes, save."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import pandas as pd

from analysis.desk.drafts import TABLES, CorrectionsDraft
from analysis.display.markup import styled
from analysis.display.tables import Live, keeping_keys
from analysis.display.view import ArticleView
from analysis.errors import CorrectionError

_INVITED = "Run this cell in JupyterLab to correct rows by hand."


def correct(
    found: "ArticleView | Mapping[str, pd.DataFrame]", path: str = "corrections.csv", who: str = ""
) -> "Editor | Refusal":
    """Return an editor of corrections; everything works by keyboard alone.

    Parameters
    ----------
    found : an article or the tables of several, as `read_article` and `tables_of` return them.
    path : the file that is read and written; rows for other articles are kept. As it stands, it is the usual file of
        this folder or project, which later runs find again.
    who : who decides; stands beside each correction.
    """
    tables = found.before if isinstance(found, ArticleView) else found
    try:
        return Editor(CorrectionsDraft(tables, path, who))
    except CorrectionError as error:
        return Refusal(str(error))


class _InLab(Live):
    """Something that lives in JupyterLab; a report shows an invitation in its place."""

    def _repr_html_(self) -> str:
        return styled(f'<p class="an-muted">{_INVITED}</p>')

    def __repr__(self) -> str:
        return _INVITED


class Refusal(_InLab):
    """What stands in place of an editor that cannot be opened: `box` says why."""

    def __init__(self, message: str) -> None:
        import ipywidgets as w

        self.box = w.HTML(styled(f'<p role="alert">No editor: {escape(message)}</p>'))


class Editor(_InLab):
    """The widgets over a draft.

    Attributes
    ----------
    draft : the corrections; `box` : all widgets.
    article, table, row, action, words, choice, typed, why, who, made : what is picked and written.
    add, remove, save : the buttons; `message` tells what came of them, `context` and `preview` show rows and changes.
    """

    def __init__(self, draft: CorrectionsDraft) -> None:
        import ipywidgets as w

        self.draft = draft
        wide = {"width": "40rem", "max_width": "100%"}
        self.article = w.Dropdown(options=draft.articles(), description="Article", layout=wide)
        self.table = w.Dropdown(options=list(TABLES), description="Table")
        self.row = w.Select(rows=8, description="Row", layout=wide)
        self.action = w.Dropdown(description="Action")
        self.choice = w.Dropdown(description="Value", layout=wide)
        # text is sent whole: key by key, a busy kernel could see the button before the last letters
        self.typed = w.Text(description="or write", placeholder="another value", layout=wide, continuous_update=False)
        self.words = w.Text(description="Words", placeholder="the words that were missed, as they stand", layout=wide,
                            continuous_update=False)  # fmt: skip
        self.why = w.Text(description="Why", layout=wide, continuous_update=False)
        self.who = w.Text(value=draft.who, description="Who", continuous_update=False)
        self.made = w.Select(rows=4, description="So far", layout=wide)
        self.add = w.Button(description="Add", tooltip="Check this correction and put it in the list")
        self.remove = w.Button(description="Remove", tooltip="Take the picked correction out of the list")
        self.save = w.Button(description="Save", tooltip=f"Write {draft.path}")
        self.message, self.context, self.preview = w.HTML(), w.HTML(), w.HTML()
        self.message.value = styled(f'<p role="status">Corrections are saved in {escape(str(draft.path))}.</p>')
        self.box = keeping_keys(
            self.article, self.table, self.row, self.context, self.action, self.words, self.choice, self.typed,
            self.why, self.who, self.add, self.message, self.made, w.HBox([self.remove, self.save]), self.preview,
        )  # fmt: skip
        for menu, then in (
            (self.article, self._turn), (self.table, self._turn), (self.row, self._fill_actions),
            (self.action, self._fill_values),
        ):  # fmt: skip
            menu.observe(lambda _change, then=then: then(), names="value")
        picked = self.made
        self.add.on_click(lambda _button: self._try(self._add))
        self.remove.on_click(
            lambda _button: self._try(lambda: draft.remove(-1 if picked.value is None else int(picked.value)))
        )
        self.save.on_click(lambda _button: self._try(draft.save))
        self._refresh()

    def _add(self) -> str:
        value = self.typed.value or self.choice.value or ""
        picked = (self.article.value, self.table.value, self.row.value or "")
        words = self.words.value if self.action.value == "add" else ""
        told = self.draft.add(*picked, self.action.value, value, self.why.value, self.who.value, words)
        self.words.value = self.typed.value = self.why.value = ""
        return told

    def _try(self, act: Callable[[], str]) -> None:
        """Do what a button says and tell what came of it; what is refused changes nothing."""
        try:
            said, role = act(), "status"
        except CorrectionError as error:
            said, role = str(error), "alert"
        self._refresh()
        unsaved = f" Not saved yet: {self.draft.unsaved}." if self.draft.unsaved else ""
        self.message.value = styled(f'<p role="{role}">{escape(said)}{unsaved}</p>')

    def _refresh(self) -> None:
        """Show the rows, the corrections and their effect as they stand now; what was picked stays picked."""
        self._fill_rows()
        _fill(self.made, self.draft.lines(), first=False)
        self.preview.value = styled(self.draft.preview())

    def _turn(self) -> None:
        """Show another table: an action picked in the last one, or passed by on the way, is not meant for this one."""
        self.row.value = self.action.value = None
        self._fill_rows()

    def _fill_rows(self) -> None:
        _fill(self.row, self.draft.rows(self.article.value, self.table.value), first=False)
        self._fill_actions()

    def _fill_actions(self) -> None:
        _fill(self.action, [(action, action) for action in self.draft.actions(self.table.value)])
        context = self.draft.context(self.article.value, self.table.value, self.row.value or "")
        self.context.value = styled(context)
        self._fill_values()

    def _fill_values(self) -> None:
        picked = (self.article.value, self.table.value, self.row.value or "", self.action.value or "accept")
        options, free = self.draft.values(*picked)
        _fill(self.choice, options)
        self.choice.layout.display = None if options else "none"
        self.typed.layout.display = None if free else "none"
        self.words.layout.display = None if self.action.value == "add" else "none"


def _fill(menu: Any, options: list[tuple[str, Any]], *, first: bool = True) -> None:
    """Give a menu new options; the picked one stays where it is still there, else the first or none is picked."""
    before = menu.value
    values = [value for _, value in options]
    with menu.hold_sync():
        menu.options = options
        menu.value = before if before in values else values[0] if values and first else None
