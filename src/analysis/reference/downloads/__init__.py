"""Files that statistical offices let one download, read into one shape; each format has a module of its own."""

from analysis.reference.downloads.add import Added, add_download
from analysis.reference.downloads.table import Download, Series

__all__ = ["Added", "Download", "Series", "add_download"]
