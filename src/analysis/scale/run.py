"""One run over a corpus: find, cut into parts, skip the finished, build the rest, group stories, write the manifest."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path, PurePosixPath

from analysis.articles import Columns, find_inputs
from analysis.articles.faults import ARTICLE_SECONDS
from analysis.corpus.fingerprint import policy
from analysis.corpus.folder import Folder, keep_apart
from analysis.corpus.manifest import MANIFEST, Manifest, Part, make_manifest, write_manifest
from analysis.corpus.storage import FORMATS, export, remove_others
from analysis.errors import AnalysisError, ParameterError
from analysis.scale.parts import PART_ARTICLES, PartJob, Settings, cut_into_jobs
from analysis.scale.state import begin, done, finished, forget_others, is_done
from analysis.tables import ARTICLES, TABLES

ENGINES = ("local", "dask")


@dataclass(frozen=True, slots=True)
class RunStep:
    """What a run reports while it goes on."""

    inputs: int
    failures: int
    reused: int


@dataclass(slots=True)
class _Progress:
    parts: dict[str, Part] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    reused: int = 0

    def step(self) -> RunStep:
        done = self.parts.values()
        return RunStep(sum(p.inputs for p in done), sum(p.rows["failures"] for p in done), self.reused)


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
    formats = tuple(formats)
    _check_settings(workers, formats, engine, part_articles, article_seconds)
    keep_apart(path, out)
    folder = Folder(out)
    absolute = str(Path(folder.root).resolve()) if folder.is_local else folder.root  # for workers that stand elsewhere
    parses = str(folder.path(".cache/parses").resolve()) if folder.is_local else None
    if cache is not None:
        parses = str(Path(cache).resolve()) if str(cache) else None
    settings = Settings(absolute, parses, published, article_seconds)
    progress = _Progress()
    ignored: list[str] = []
    with folder.lock():
        own = [folder, *([Folder(settings.cache)] if cache is None and settings.cache else [])]
        for place in own:
            place.sweep()
        jobs = cut_into_jobs(find_inputs(path, columns), f"{policy()}\0{published}", ignored, part_articles)
        missing = _missing(folder, jobs, progress, retry_failed, on_step)
        for part in _built(missing, settings, engine, workers, scheduler):
            progress.parts[part.name] = part
            on_step(progress.step())
        parts = [progress.parts[name] for name in progress.order]
        manifest = _finish(folder, parts, formats, PurePosixPath(str(path)).name, published, ignored)
        for place in own:
            place.sweep()
    return manifest


def _check_settings(
    workers: int, formats: tuple[str, ...], engine: str, part_articles: int, article_seconds: float
) -> None:
    unknown, known = next((form for form in formats if form not in FORMATS), None), ", ".join(FORMATS)
    refused = (
        (workers < 1, f"workers is {workers}; give 1 or more"),
        (part_articles < 1, f"part size is {part_articles}; give 1 or more"),
        (not article_seconds > 0, f"article seconds is {article_seconds}; give more than 0"),
        (unknown is not None, f"format {unknown!r} is unknown; choose from {known} (parquet is always written)"),
        (engine not in ENGINES, f"engine {engine!r} is unknown; choose from {', '.join(ENGINES)}"),
    )
    for wrong, said in refused:
        if wrong:
            raise ParameterError(said)


def _missing(
    folder: Folder, jobs: Iterable[PartJob], progress: _Progress, retry_failed: bool, on_step: Callable[[RunStep], None]
) -> Iterator[PartJob]:
    for job in jobs:
        progress.order.append(job.name)
        part = finished(folder, job.name)
        if part is None or (retry_failed and part.rows["failures"]):
            folder.remove(MANIFEST)
            for step in ("stories", *FORMATS):
                begin(folder, step)
            yield job
            continue
        progress.parts[job.name] = part
        progress.reused += part.inputs
        on_step(progress.step())


def _built(
    jobs: Iterator[PartJob], settings: Settings, engine: str, workers: int, scheduler: str | None
) -> Iterator[Part]:
    """Yield the parts that are missing; where none is, nothing that builds parts is so much as imported."""
    first = next(jobs, None)
    if first is None:
        return
    from analysis.scale.worker import map_dask, map_local

    every = chain([first], jobs)
    dask = engine == "dask"
    yield from map_dask(every, settings, workers, scheduler) if dask else map_local(every, settings, workers)


def _finish(
    folder: Folder, parts: list[Part], formats: tuple[str, ...], name: str, published: date | None, ignored: list[str]
) -> Manifest:
    names = [part.name for part in parts]
    parameters = {"published": published.isoformat()} if published else {}
    manifest = make_manifest(parts, input_name=name, parameters=parameters, ignored=ignored)
    counts = manifest.counts
    lost = counts["inputs"] - counts["articles"]
    if lost < 0 or lost > counts["failures"]:
        raise AnalysisError(f"{folder.root}: {counts} do not add up; remove the folder and extract again")
    if parts and not is_done(folder, "stories", parts):
        from analysis.scale.build import write_stories

        begin(folder, "stories")
        write_stories(folder, names)
        done(folder, "stories", parts)
    for form in FORMATS:
        if form in formats or folder.exists(f"{ARTICLES.name}.{form}"):
            _export(folder, parts, form)
    remove_others(folder, names)
    forget_others(folder, names)
    write_manifest(folder, manifest)
    return manifest


def _export(folder: Folder, parts: list[Part], form: str) -> None:
    if is_done(folder, form, parts) and all(folder.exists(f"{table.name}.{form}") for table in TABLES):
        return
    begin(folder, form)
    export(folder, [part.name for part in parts], form)
    done(folder, form, parts)
