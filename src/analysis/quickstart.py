"""Faster start of Jupyter's libraries: leave out a grammar compiler that none of its schemas uses.

``jsonschema[format-nongpl]`` imports ``rfc3987_syntax``, which compiles some 35 grammars, and suppresses its
ImportError; importing papermill takes 1.3 instead of 5.8 CPU-seconds without it. Import this module before papermill,
nbconvert or nbval; for pytest, ``-p analysis.quickstart``.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
