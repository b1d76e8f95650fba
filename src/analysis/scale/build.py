"""The one function that every engine maps: one part in, its tables and a note of what they hold out."""

import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date

import numpy as np

from analysis.articles import Input, read_input
from analysis.articles.reading import with_date
from analysis.corpus import ParseCache, build_part, default_resources
from analysis.corpus.folder import Folder
from analysis.corpus.manifest import Part
from analysis.corpus.storage import write_part
from analysis.corpus.stories import signatures
from analysis.corpus.whole import inputs_of
from analysis.scale.parts import Job
from analysis.tables import Article, Failure

STATE = ".state"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a part needs to know: where to write, where parses are kept, a date for articles that have none."""

    out: str
    cache: str | None = None
    published: date | None = None


def build_job(job: Job, settings: Settings) -> Part:
    """Read, extract, check and write one part; its note is written last, so that a part is whole or not there."""
    folder = Folder(settings.out)
    parses = ParseCache(settings.cache) if settings.cache else None
    frames = build_part(_read(job, settings.published), default_resources(), parses)
    write_part(folder, job.name, frames)
    part = Part(job.name, inputs_of(frames), {name: len(frame) for name, frame in frames.items()}, job.input_sha256)
    sketch = io.BytesIO()
    np.save(sketch, signatures(frames["articles"]["text"].tolist()), allow_pickle=False)
    folder.write(f"{STATE}/{job.name}.npy", sketch.getvalue())
    folder.write(f"{STATE}/{job.name}.json", json.dumps(asdict(part)).encode("utf-8"))
    return part


def finished(folder: Folder, job: Job) -> Part | None:
    """Return the note of a part that an earlier run has finished, or None."""
    name = f"{STATE}/{job.name}.json"
    return Part(**json.loads(folder.read(name))) if folder.exists(name) else None


def sketch_of(folder: Folder, name: str) -> "np.ndarray":
    """Return the signatures of a finished part's articles."""
    return np.load(io.BytesIO(folder.read(f"{STATE}/{name}.npy")), allow_pickle=False)


def lost(job: Job, reason: str) -> Job:
    """Return a part in which every input is a failure: what killed its worker twice is not tried a third time."""
    failures = tuple(
        replace(item, message=item.message)
        if isinstance(item, Failure)
        else Failure(article_id=item.article_id, stage="extract", error="WorkerLost", message=reason)
        for item in job.items
    )
    return replace(job, items=failures)


def _read(job: Job, published: date | None) -> Iterator[Article | Failure]:
    for item in job.items:
        read = read_input(item) if isinstance(item, Input) else item
        if isinstance(read, Article) and published is not None and read.published is None:
            read = with_date(read, published)
        yield read
