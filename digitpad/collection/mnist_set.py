"""More training digits for a data set: a set of the kind that My Digits exports."""

from __future__ import annotations

import os
import re
import struct
from pathlib import Path

import numpy as np

from digitpad.collection.document import Imported
from digitpad.collection.entry import CORRECTION, Entry, now
from digitpad.collection.store import Collection, as_samples
from digitpad.data.idx import UNSIGNED_BYTE, read_idx
from digitpad.data.names import TRAINING
from digitpad.data.own_files import files_in
from digitpad.data.samples import Bytes, DataSet, Samples
from digitpad.data.sources import Check, go_on
from digitpad.ink.drawing import Drawing
from digitpad.ink.input.frame import SIDE
from digitpad.support.errors import DataError, DigitpadError
from digitpad.support.files import write_atomically
from digitpad.support.messages import Text

IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
MOST_IMAGES = 20_000  # of one import: a person's digits, not a data set


def export_mnist(collection: Collection, folder: Path, check: Check = go_on) -> int:
    """Write all digits, as the network sees them, to ``folder/MNIST/raw/``; returns how many.

    check: called for each digit; what it raises ends the work, and nothing is written.
    Raises DataError when there are none, when such a set is there already, or when it cannot be
    written.
    """
    raw = folder / "MNIST" / "raw"
    for name in (IMAGES, LABELS):
        if (raw / name).exists():
            raise DataError(
                "{folder} holds a data set already, which is not written over. Choose another "
                "folder.",
                folder=raw,
            )
    samples = as_samples(collection, check)
    if not len(samples):
        raise DataError("There are no digits to export. Correct the network or practise first.")
    try:
        write_atomically(raw / IMAGES, _idx(samples.images))
        write_atomically(raw / LABELS, _idx(samples.labels))
    except DigitpadError as error:
        raise DataError(error.text) from error
    return len(samples)


def import_mnist(collection: Collection, images_file: Path, check: Check = go_on) -> Imported:
    """Add the images of an MNIST-style set that are not in the collection yet.

    images_file: named as in MNIST, with ``images-idx3``; its labels are beside it.
    check: called for each image. Raises DataError when the files are missing, damaged, too large,
    or do not belong together; nothing is imported then.
    """
    images, labels = read_images_and_labels(images_file)
    collection.check_room(len(labels))
    known = {image.tobytes() for image in as_samples(collection, check).images}
    new, made = 0, now()
    for image, label in zip(images, labels, strict=True):
        check()
        if not image.any() or image.tobytes() in known:
            continue
        known.add(image.tobytes())
        entry = Entry("", int(label), None, made, CORRECTION)
        new += collection.take(entry, Drawing(picture=image.copy()))
    return Imported(new, len(labels) - new)


def read_images_and_labels(images_file: Path) -> tuple[Bytes, Bytes]:
    """Return images (n, 28, 28) and labels (n,) uint8, n as many as may be imported.

    Raises DataError when the files are missing, damaged, too large or do not belong together.
    """
    if re.search(r"images[-._]idx3", images_file.name) is None:
        raise DataError(
            "{name} holds no digits. Choose a file of MNIST's kind, with images-idx3 in its name, "
            "or a JSON file that was exported from My Digits.",
            name=images_file.name,
        )
    name = images_file.name.replace("images", "labels").replace("idx3", "idx1")
    names = (name, name.removesuffix(".gz"), f"{name}.gz")
    beside = [images_file.with_name(one) for one in names]
    labels_file = next((file for file in beside if os.path.isfile(file)), beside[0])
    most = MOST_IMAGES * SIDE * SIDE + 16
    for file in (images_file, labels_file):
        try:
            if file.stat().st_size > most:
                raise DataError(
                    "{path} is larger than the {most:,} images that are imported at once. To learn "
                    "from a large data set, choose it on the Train page.",
                    path=file, most=MOST_IMAGES,
                )  # fmt: skip
        except OSError as error:
            raise DataError(
                "{path} cannot be read: {reason}. Images and labels must stand side by side, named "
                "as in MNIST.",
                path=file, reason=error.strerror or error,
            ) from error  # fmt: skip
    images, labels = read_idx(images_file, 3, most), read_idx(labels_file, 1, most)
    if images.shape[1:] != (SIDE, SIDE) or len(images) != len(labels) or labels.max(initial=0) > 9:
        raise DataError(
            "{path} and its labels do not belong together: {count:,} images of {height} x {width}, "
            "{labels:,} labels. Choose another set.",
            path=images_file, count=len(images), height=images.shape[1], width=images.shape[2],
            labels=len(labels),
        )  # fmt: skip
    return images, labels


def _idx(values: Bytes) -> bytes:
    """Return ``values`` as an IDX file of unsigned bytes."""
    magic = bytes((0, 0, UNSIGNED_BYTE, values.ndim))
    return magic + struct.pack(f">{values.ndim}I", *values.shape) + values.tobytes()


def with_extra(data: DataSet, folder: Path) -> DataSet:
    """Return ``data`` with the digits in ``folder`` among its training samples.

    They are in ``MNIST/raw`` as My Digits exports them, or in any IDX files to train on.

    They come before the others, so that a recipe that holds back the last samples holds back those
    of ``data``. The test samples stay as they are.
    Raises DataError when the set is missing, damaged or too large.
    """
    images_file = folder / "MNIST" / "raw" / IMAGES
    if not os.path.isfile(images_file):
        pairs = {part: pair for (_, part), pair in files_in(folder).pairs().items()}
        images_file = pairs[TRAINING][0] if TRAINING in pairs else images_file
    images, labels = read_images_and_labels(images_file)
    training = Samples(
        np.concatenate([images, data.training.images]),
        np.concatenate([labels, data.training.labels]),
    )
    name = Text("{name} and {more}", name=data.name, more=folder.name)
    return DataSet(str(name), training, data.test, data.notes, data.aside)
