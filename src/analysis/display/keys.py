"""Widgets that keep their keys: in JupyterLab's command mode an arrow on a menu would go to the next cell instead."""

from typing import Any


def keeping_keys(*children: Any) -> Any:
    """Return widgets in a column whose keys are theirs while one of them has the focus."""
    import ipywidgets
    from anywidget import AnyWidget

    return ipywidgets.VBox([*children, AnyWidget(_esm=_script())])


def _script() -> str:
    from importlib.resources import files

    return files("analysis.display").joinpath("keys.js").read_text(encoding="utf-8")
