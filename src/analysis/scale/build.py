"""The one function that every engine maps, one part in, its tables out; stories told apart over all parts."""

import io
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from analysis.articles import Input, read_input
from analysis.articles.reading import dated
from analysis.corpus.building import build_part
from analysis.corpus.folder import Folder
from analysis.corpus.parses import ParseCache
from analysis.corpus.stages import default_resources
from analysis.corpus.storage import Part, keep, parquet_bytes, part_path, read_part, sketch_of, write_part
from analysis.corpus.stories import PERMUTATIONS, dates_of, signatures, story_ids
from analysis.scale.parts import PartJob, Settings
from analysis.tables import ARTICLES, Article, Failure


def build_job(job: PartJob, settings: Settings, begins: Callable[[str], None] | None = None) -> Part:
    """Read, extract, check and write one part; its note is written last, so that a part is whole or not there.

    With `begins` the articles are taken one by one, and it is told the id of each.
    """
    folder = Folder(settings.out)
    parses = ParseCache(settings.cache) if settings.cache else None
    items = _read(job, settings, begins or (lambda article_id: None))
    frames = build_part(
        items, default_resources(), parses, alone=begins is not None, article_seconds=settings.article_seconds
    )
    part = write_part(folder, job.name, frames, job.input_sha256)
    sketch = io.BytesIO()
    np.save(sketch, signatures(frames["articles"]["text"].tolist()), allow_pickle=False)
    keep(folder, part, sketch.getvalue())
    return part


def _read(job: PartJob, settings: Settings, begins: Callable[[str], None]) -> Iterator[Article | Failure]:
    for item in job.items:
        begins(item.article_id)
        read = read_input(item, settings.article_seconds) if isinstance(item, Input) else item
        yield dated(read, settings.published)


def write_stories(folder: Folder, parts: list[str]) -> None:
    """Fill ``story_id`` in the articles of all parts; only parts in which it changes are written again."""
    keys = [read_part(folder, ARTICLES, name)[["article_id", "published", "story_id"]] for name in parts]
    every = pd.concat(keys, ignore_index=True)
    ends = np.cumsum([len(old) for old in keys])
    sketches = np.empty((len(every), PERMUTATIONS), dtype=np.uint32)
    for name, old, end in zip(parts, keys, ends, strict=True):
        sketches[end - len(old) : end] = np.load(io.BytesIO(sketch_of(folder, name)), allow_pickle=False)
    found = story_ids(every["article_id"].tolist(), dates_of(every), sketches)
    for name, old, end in zip(parts, keys, ends, strict=True):
        stories = found[end - len(old) : end]
        if old["story_id"].fillna("").tolist() != stories:
            filled = read_part(folder, ARTICLES, name).assign(story_id=pd.Series(stories, dtype="string"))
            folder.write(part_path(ARTICLES.name, name), parquet_bytes(ARTICLES, filled))
