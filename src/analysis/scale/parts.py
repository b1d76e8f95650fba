"""A stream of inputs cut into parts. The cuts depend on the inputs alone, so that one more article changes one part."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice

from analysis.articles import Ignored, Input
from analysis.articles.faults import ARTICLE_SECONDS
from analysis.errors import AnalysisError
from analysis.tables import Failure

PART_ARTICLES = 64
PART_BYTES = 4_000_000
_FEWEST_PARTS = 4
_FAILURE_LENGTH = 1 / 64  # of an article; nothing is left to do for one


@dataclass(frozen=True, slots=True)
class Settings:
    """What every part needs to know: where to write, where parses are kept, a date for articles that have none.

    `article_seconds` is the CPU-time a short article may take.
    """

    out: str
    cache: str | None = None
    published: date | None = None
    article_seconds: float = ARTICLE_SECONDS


@dataclass(frozen=True, slots=True)
class PartJob:
    """A part to be built: its inputs in order; `name` is a hash of them and of all that their rows depend on.

    `deaths` counts the workers that died over it.
    """

    name: str
    items: tuple[Input | Failure, ...]
    input_sha256: str
    deaths: int = 0


def cut_into_jobs(
    items: Iterable[Input | Failure | Ignored], depends_on: str, ignored: list[str], size: int = PART_ARTICLES
) -> Iterator[PartJob]:
    """Yield parts of about `size` articles, ended where the hash of an id says so, or by weight.

    A corpus smaller than that is cut into at least four. Names of ignored files are added to `ignored`.
    """
    from xxhash import xxh3_64_intdigest

    def wanted() -> Iterator[Input | Failure]:
        for item in items:
            if isinstance(item, Ignored):
                ignored.append(f"{item.place}: {item.reason}")
            else:
                yield item

    stream = wanted()
    head = list(islice(stream, size + 1))
    if len(head) <= size:
        size = max(1, -(-len(head) // _FEWEST_PARTS))
    part: list[Input | Failure] = []
    weight, length = 0, 0.0
    for item in chain(head, stream):
        part.append(item)
        weight += len(item.data) if isinstance(item, Input) else 0
        length += 1 if isinstance(item, Input) else _FAILURE_LENGTH
        ends_here = xxh3_64_intdigest(item.article_id.encode("utf-8", "surrogatepass")) % size == 0
        full = length >= 2 * size or weight >= PART_BYTES
        if full or (length >= max(1, size // 4) and ends_here):
            yield _job(part, depends_on)
            part, weight, length = [], 0, 0.0
    if part:
        yield _job(part, depends_on)


def after_death(job: PartJob, at: str | None) -> PartJob:
    """Return what to try when the worker of a part has died: the same again, article by article; then without one.

    `at`: the id of the article at hand when the worker died, where that is known; else all inputs become failures.

    Raises `AnalysisError` if no input is left to be at fault.
    """
    if job.deaths == 0:
        return replace(job, deaths=1)
    if not any(isinstance(item, Input) for item in job.items):
        raise AnalysisError(f"part {job.name}: its workers die without an article to read; is the memory used up?")
    guilty = {item.article_id for item in job.items if at is None or item.article_id == at}
    items = tuple(_lost(item, job.deaths + 1) if item.article_id in guilty else item for item in job.items)
    return replace(job, items=items, deaths=job.deaths + 1)


def _lost(item: Input | Failure, deaths: int) -> Failure:
    if isinstance(item, Failure):
        return item
    said = f"{item.place}: its worker died over it ({deaths} workers died over this part; out of memory?)"
    return Failure(article_id=item.article_id, stage="extract", error="WorkerLost", message=said)


def _job(items: list[Input | Failure], depends_on: str) -> PartJob:
    digest = hashlib.sha256()
    for item in items:
        fields = (
            (item.article_id, item.form, item.title, item.published, item.source, item.given)
            if isinstance(item, Input)
            else (item.article_id, item.stage, item.error, item.message)
        )
        digest.update(repr(fields).encode("utf-8", "surrogatepass"))
        if isinstance(item, Input):
            digest.update(hashlib.sha256(item.data).digest())
    inputs = digest.hexdigest()
    name = hashlib.sha256(f"{depends_on}\0{inputs}".encode()).hexdigest()[:20]
    return PartJob(name, tuple(items), inputs)
