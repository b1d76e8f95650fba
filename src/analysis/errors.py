"""The exceptions of the package: each says what was wrong, where, and what would be right."""


class AnalysisError(Exception):
    """Anything this package refuses to do; the message is written for the person who gave the input."""


class ArticleError(AnalysisError):
    """An article that cannot be read: missing, empty, binary, in an unknown encoding."""


class ReferenceDataError(AnalysisError):
    """A reference package that contradicts itself, its descriptor or its checksum."""


class ModelError(AnalysisError):
    """The spaCy pipeline named in ``ANALYSIS_MODEL`` is not installed or lacks a component."""


class ParameterError(AnalysisError):
    """An unknown notebook parameter, or one of the wrong type."""


class NotebookRunError(AnalysisError):
    """A notebook that stopped before its last cell."""


class TableError(AnalysisError):
    """A folder of tables that is missing, incomplete or of another version."""


class CorrectionError(AnalysisError):
    """A correction that cannot be applied as written."""


class ReportFormatError(AnalysisError):
    """A form of report that is unknown, or that cannot be made with what is installed."""


def printable(text: str) -> str:
    r"""Return a text without the control characters that would steer a terminal.

    >>> printable("a\x1b[2Jb")
    'a\\x1b[2Jb'
    """
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode("ascii") for c in text)
