"""What others publish, brought into a package: downloads of statistical offices and NATO's workbook."""

from analysis.importers.add import Added, add_download
from analysis.importers.editions import record_checksums
from analysis.importers.formats import Download, Series
from analysis.importers.nato_workbook import NatoWorkbook, import_nato, read_nato_workbook

__all__ = [
    "Added", "Download", "NatoWorkbook", "Series", "add_download", "import_nato", "read_nato_workbook",
    "record_checksums",
]  # fmt: skip
