"""Stories told apart over all parts of a corpus, after the last part is built."""

import hashlib

import numpy as np
import pandas as pd

from analysis.corpus.folder import Folder
from analysis.corpus.storage import frame_from, parquet_bytes, part_path, read_part
from analysis.corpus.stories import dates_of, story_ids
from analysis.scale.build import STATE, sketch_of
from analysis.tables import ARTICLES

_DONE = f"{STATE}/stories"


def write_stories(folder: Folder, parts: list[str]) -> None:
    """Fill ``story_id`` in the articles of all parts; only parts in which it changes are written again."""
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    if folder.exists(_DONE) and folder.read(_DONE).decode() == key:
        return
    folder.remove(_DONE)
    ids: list[str] = []
    dates: list[str] = []
    sizes: list[int] = []
    for name in parts:
        articles = _keys(folder, name)
        ids += articles["article_id"].tolist()
        dates += dates_of(articles)
        sizes.append(len(articles))
    found = story_ids(ids, dates, np.concatenate([sketch_of(folder, name) for name in parts]))
    position = 0
    for name, size in zip(parts, sizes, strict=True):
        _write(folder, name, found[position : position + size])
        position += size
    folder.write(_DONE, key.encode())


def _keys(folder: Folder, name: str) -> pd.DataFrame:
    return read_part(folder, ARTICLES, name)[["article_id", "published"]]


def _write(folder: Folder, name: str, stories: list[str]) -> None:
    path = part_path(ARTICLES.name, name)
    articles = frame_from(ARTICLES, folder.read(path), path)
    if articles["story_id"].fillna("").tolist() != stories:
        filled = articles.assign(story_id=pd.Series(stories, dtype="string"))
        folder.write(path, parquet_bytes(ARTICLES, filled))
