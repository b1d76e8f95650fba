"""Checksums of a package's tables, in its descriptor."""

import hashlib
import re
from pathlib import Path

from analysis.reference.descriptor import DESCRIPTOR


def record_checksums(folder: Path) -> None:
    """Write the sha256 and size of every table into the descriptor where it records them (``hash``, ``bytes``).

    The rest of the descriptor, comments included, stays as it is.
    """
    path = folder / DESCRIPTOR
    text = path.read_text(encoding="utf-8")
    for table in sorted((*folder.glob("*.csv"), *folder.glob("*.parquet"))):
        content = table.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        block = re.compile(rf"(path: {re.escape(table.name)}\n(?:(?!\s*- name:).*\n)*?\s+hash: )\S+(\n\s+bytes: )\d+")
        text = block.sub(rf'\g<1>"sha256:{digest}"\g<2>{len(content)}', text)
    path.write_text(text, encoding="utf-8", newline="\n")
