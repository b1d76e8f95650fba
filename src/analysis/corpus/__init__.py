"""Many articles: all stages over each, tables in the text's own offsets, on disk in parts with a manifest."""

from analysis.corpus.building import Tables, build_part, build_tables
from analysis.corpus.frames import frame_of, records_of
from analysis.corpus.manifest import Manifest, read_manifest
from analysis.corpus.parses import ParseCache
from analysis.corpus.stages import Analysis, Resources, analyse, default_resources
from analysis.corpus.whole import read_table, read_tables, recheck, write_tables

__all__ = [
    "Analysis", "Manifest", "ParseCache", "Resources", "Tables", "analyse", "build_part", "build_tables",
    "default_resources", "frame_of", "read_manifest", "read_table", "read_tables", "recheck", "records_of",
    "write_tables",
]  # fmt: skip
