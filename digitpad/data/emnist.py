"""EMNIST's digits: 240,000 to train on and 40,000 for the test, in one archive of NIST.

Source: Cohen et al., "EMNIST: an extension of MNIST to handwritten letters", 2017.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.data.sources import Check, Source, SourceFile

if TYPE_CHECKING:
    from digitpad.data.samples import Samples


def _read(files: tuple[SourceFile, ...], folder: Path, is_training: bool, check: Check) -> Samples:
    import gzip
    import zipfile  # 10 ms that the window need not wait for

    import numpy as np

    from digitpad.data.idx import parse_bytes
    from digitpad.data.samples import Samples

    part = "train" if is_training else "test"
    arrays = []
    with files[0].opened(folder, check) as file, zipfile.ZipFile(file) as archive:
        for dimensions, kind in ((3, "images-idx3"), (1, "labels-idx1")):
            check()
            name = f"gzip/emnist-digits-{part}-{kind}-ubyte.gz"
            arrays.append(parse_bytes(gzip.decompress(archive.read(name)), name, dimensions))
    images, labels = arrays
    # Columns come before rows in the published images, unlike in MNIST's.
    return Samples(np.ascontiguousarray(images.transpose(0, 2, 1)), labels)


# Sum and exact size: tensorflow_datasets' url_checksums.
EMNIST_DIGITS = Source("emnist-digits", "EMNIST digits", "", (
    SourceFile("EMNIST/raw/gzip.zip", ("https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip",),
               "fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e", 561_753_746),
), _read)  # fmt: skip
