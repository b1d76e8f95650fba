"""Stories told apart over all parts of a corpus, after the last part is built."""

import io

import numpy as np
import pandas as pd

from analysis.corpus.folder import Folder
from analysis.corpus.storage import frame_from, parquet_bytes, part_path, read_part
from analysis.corpus.stories import PERMUTATIONS, Signature, dates_of, story_ids
from analysis.scale.state import sketch_of
from analysis.tables import ARTICLES


def write_stories(folder: Folder, parts: list[str]) -> None:
    """Fill ``story_id`` in the articles of all parts; only parts in which it changes are written again."""
    ids: list[str] = []
    dates: list[str] = []
    sizes: list[int] = []
    for name in parts:
        articles = _keys(folder, name)
        ids += articles["article_id"].tolist()
        dates += dates_of(articles)
        sizes.append(len(articles))
    found = story_ids(ids, dates, _signatures(folder, parts, len(ids)))
    position = 0
    for name, size in zip(parts, sizes, strict=True):
        _write(folder, name, found[position : position + size])
        position += size


def _signatures(folder: Folder, parts: list[str], count: int) -> Signature:
    rows = np.empty((count, PERMUTATIONS), dtype=np.uint32)
    position = 0
    for name in parts:
        sketch = np.load(io.BytesIO(sketch_of(folder, name)), allow_pickle=False)
        rows[position : position + len(sketch)] = sketch
        position += len(sketch)
    return rows


def _keys(folder: Folder, name: str) -> pd.DataFrame:
    return read_part(folder, ARTICLES, name)[["article_id", "published"]]


def _write(folder: Folder, name: str, stories: list[str]) -> None:
    path = part_path(ARTICLES.name, name)
    articles = frame_from(ARTICLES, folder.read(path), path)
    if articles["story_id"].fillna("").tolist() != stories:
        filled = articles.assign(story_id=pd.Series(stories, dtype="string"))
        folder.write(path, parquet_bytes(ARTICLES, filled))
