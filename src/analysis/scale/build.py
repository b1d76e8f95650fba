"""The one function that every engine maps: one part in, its tables and a note of what they hold out."""

import io
from collections.abc import Callable, Iterator

import numpy as np

from analysis.articles import Input, read_input
from analysis.articles.reading import with_date
from analysis.corpus.building import build_part
from analysis.corpus.folder import Folder
from analysis.corpus.manifest import Part
from analysis.corpus.parses import ParseCache
from analysis.corpus.stages import default_resources
from analysis.corpus.storage import write_part
from analysis.corpus.stories import signatures
from analysis.corpus.whole import inputs_of
from analysis.scale.parts import PartJob, Settings
from analysis.scale.state import keep
from analysis.tables import Article, Failure


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
    write_part(folder, job.name, frames)
    part = Part(job.name, inputs_of(frames), {name: len(frame) for name, frame in frames.items()}, job.input_sha256)
    sketch = io.BytesIO()
    np.save(sketch, signatures(frames["articles"]["text"].tolist()), allow_pickle=False)
    keep(folder, part, sketch.getvalue())
    return part


def _read(job: PartJob, settings: Settings, begins: Callable[[str], None]) -> Iterator[Article | Failure]:
    for item in job.items:
        begins(item.article_id)
        read = read_input(item, settings.article_seconds) if isinstance(item, Input) else item
        if isinstance(read, Article) and settings.published is not None and read.published is None:
            read = with_date(read, settings.published)
        yield read
