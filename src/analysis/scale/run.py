"""One run over a corpus: find, cut into parts, skip the finished, build the rest, group stories, write the manifest."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path, PurePosixPath

from analysis.articles import Columns, find_inputs
from analysis.articles.faults import ARTICLE_SECONDS
from analysis.cluster import Engine
from analysis.corpus import storage
from analysis.corpus.fingerprint import policy
from analysis.corpus.folder import PARSES, Folder, keep_apart
from analysis.corpus.storage import FORMATS, Manifest, Part
from analysis.errors import AnalysisError, ParameterError
from analysis.scale.parts import PART_ARTICLES, PartJob, Settings, cut_into_jobs
from analysis.tables import TABLES


@dataclass(frozen=True, slots=True)
class RunStep:
    """What a run reports while it goes on."""

    inputs: int = 0
    failures: int = 0
    reused: int = 0


@dataclass(slots=True)
class _Parts:
    """The parts of a run in the order of its inputs; None: still to be built."""

    on_step: Callable[[RunStep], None]
    found: dict[str, Part | None] = field(default_factory=dict)
    step: RunStep = RunStep()

    def add(self, part: Part, *, reused: int = 0) -> None:
        before = self.step
        self.found[part.name] = part
        self.step = RunStep(
            before.inputs + part.inputs, before.failures + part.rows["failures"], before.reused + reused
        )
        self.on_step(self.step)


def extract_corpus(
    path: str | Path, out: str | Path, *, workers: int = 1, formats: Iterable[str] = (), published: date | None = None,
    engine: str = "local", scheduler: str | None = None, retry_failed: bool = False,
    part_articles: int = PART_ARTICLES, cache: str | Path | None = None, article_seconds: float = ARTICLE_SECONDS,
    columns: Columns | None = None, on_step: Callable[[RunStep], None] = lambda step: None,
) -> Manifest:  # fmt: skip
    """Write all tables of a corpus; finished parts of an earlier or interrupted run are kept.

    Parameters
    ----------
    published : the date of articles that have none.
    engine : ``local`` (processes of this machine) or ``dask``; `scheduler` is the address of a running one.
    retry_failed : build parts with failures again.
    cache : folder for parses; by default inside a local `out`. columns : those of tables of articles.
    article_seconds : CPU-seconds a short article may take; a long one in proportion.

    Raises `AnalysisError` if the input has no articles, the output cannot be written, or a setting is unknown.
    """
    spread, formats = Engine(engine, workers, scheduler), tuple(formats)
    _check_settings(formats, part_articles, article_seconds)
    keep_apart(path, out)
    folder = Folder(out)
    absolute = str(Path(folder.root).resolve()) if folder.is_local else folder.root  # for workers that stand elsewhere
    parses = f"{absolute}/{PARSES}" if folder.is_local else None
    if cache is not None:
        parses = str(Path(cache).resolve()) if str(cache) else None
    parts, ignored = _Parts(on_step), list[str]()
    with folder.lock():
        jobs = cut_into_jobs(find_inputs(path, columns), f"{policy()}\0{published}", ignored, part_articles)
        missing = _missing(folder, jobs, parts, retry_failed)
        for part in _built(missing, Settings(absolute, parses, published, article_seconds), spread):
            parts.add(part)
        done = [part for part in parts.found.values() if part is not None]
        about = {"published": published.isoformat()} if published else {}
        name = PurePosixPath(str(path)).name
        manifest = storage.make_manifest(done, input_name=name, parameters=about, ignored=ignored)
        _finish(folder, manifest, formats)
    return manifest


def _check_settings(formats: tuple[str, ...], part_articles: int, article_seconds: float) -> None:
    unknown, known = next((form for form in formats if form not in FORMATS), None), ", ".join(FORMATS)
    refused = (
        (part_articles < 1, f"part size is {part_articles}; give 1 or more"),
        (not article_seconds > 0, f"article seconds is {article_seconds}; give more than 0"),
        (unknown is not None, f"format {unknown!r} is unknown; choose from {known} (parquet is always written)"),
    )
    for wrong, said in refused:
        if wrong:
            raise ParameterError(said)


def _missing(folder: Folder, jobs: Iterable[PartJob], parts: _Parts, retry_failed: bool) -> Iterator[PartJob]:
    for job in jobs:
        part = storage.finished(folder, job.name)
        if part is not None and not (retry_failed and part.rows["failures"]):
            parts.add(part, reused=part.inputs)
            continue
        parts.found[job.name] = None
        folder.remove(storage.MANIFEST)
        storage.undo(folder, "stories", *FORMATS)
        yield job


def _built(jobs: Iterator[PartJob], settings: Settings, spread: Engine) -> Iterator[Part]:
    """Yield the parts that are missing; where none is, nothing that builds parts is so much as imported."""
    for first in jobs:
        from analysis.scale.worker import map_dask, map_local

        yield from (map_dask if spread.name == "dask" else map_local)(chain([first], jobs), settings, spread)


def _finish(folder: Folder, manifest: Manifest, formats: tuple[str, ...]) -> None:
    """Do what goes over all parts, and write the manifest last."""
    counts, names = manifest.counts, [part.name for part in manifest.parts]
    if not 0 <= counts["inputs"] - counts["articles"] <= counts["failures"]:
        raise AnalysisError(f"{folder.root}: {counts} do not add up; remove the folder and extract again")
    if names:
        storage.once(folder, "stories", manifest.parts, partial(_write_stories, folder, names))
    for form in FORMATS:
        there = [folder.exists(f"{table.name}.{form}") for table in TABLES]
        if form in formats or there[0]:
            if not all(there):
                storage.undo(folder, form)
            storage.once(folder, form, manifest.parts, partial(storage.export, folder, names, form))
    storage.remove_others(folder, names)
    storage.write_manifest(folder, manifest)


def _write_stories(folder: Folder, names: list[str]) -> None:
    from analysis.scale.build import write_stories

    write_stories(folder, names)
