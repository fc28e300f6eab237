"""Files of weights that may be a stranger's: what cannot be used is refused with a reason, before any article is read."""

import io
import zipfile

import numpy as np
import pytest

import toolkit as tk
from toolkit.annotation.loaded.loaded_words import MODEL as LOADED
from toolkit.classifiers.sentence_model import MODEL as SENTENCES
from toolkit.files import LARGEST, MODELS, arrays_in

FRAMES = MODELS / "generic_frames.npz"
FAULTS = {
    "not a number": lambda array: np.where(np.arange(array.size).reshape(array.shape) == 0, np.nan, array),
    "objects": lambda array: array.astype(object),
    "of another shape": lambda array: array[:-1],
    "missing": None,
}
WEIGHTS = [
    ("loaded_model", LOADED, "loaded_weights"),
    ("bias_model", SENTENCES, "summary"),
    ("frames_model", MODELS / "generic_frames.npz", "weights"),
]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("option", "shipped", "name"), WEIGHTS, ids=[option for option, *_ in WEIGHTS])
def test_faulty_weights_are_refused(option, shipped, name, fault, tmp_path):
    if not shipped.is_file():
        pytest.skip("the toolkit was installed without these weights")
    arrays = arrays_in(shipped)
    faulty = FAULTS[fault]
    changed = {name: faulty(arrays[name])} if faulty else {}
    np.savez(tmp_path / "theirs.npz", **{n: a for n, a in arrays.items() if n != name} | changed)
    with pytest.raises(tk.ModelError, match=r"theirs.npz: ") as raised:
        tk.Annotator(**{option: tmp_path / "theirs.npz"})
    assert "pickle" not in str(raised.value) or fault == "objects"


@pytest.mark.parametrize(
    ("option", "shipped", "name", "change"),
    [
        *(("loaded_model", LOADED, name, lambda array: array[:1]) for name in ("listed", "unlisted")),
        *(("frames_model", FRAMES, name, lambda array: array[:2]) for name in ("slopes", "shifts", "thresholds", "classes")),
        *(
            ("frames_model", FRAMES, name, lambda array: array[0])
            for name in ("slopes", "shifts", "thresholds", "classes", "learned")
        ),
        ("frames_model", FRAMES, "classes", np.zeros_like),
        *(("bias_model", SENTENCES, name, lambda array: array[0]) for name in ("word_hashes", "learned")),
        ("bias_model", SENTENCES, "word_hashes", lambda array: np.full_like(array, 2**32 - 1)),
    ],
)
def test_arrays_of_another_shape_or_order_are_refused(option, shipped, name, change, tmp_path):
    if not shipped.is_file():
        pytest.skip("the toolkit was installed without these weights")
    arrays = arrays_in(shipped)
    np.savez(tmp_path / "theirs.npz", **arrays | {name: change(arrays[name])})
    with pytest.raises(tk.ModelError, match=r"theirs.npz: "):
        tk.Annotator(**{option: tmp_path / "theirs.npz"})


def test_a_file_that_would_fill_the_memory_is_not_read(tmp_path):
    npy = io.BytesIO()
    np.save(npy, np.zeros(1))
    with (
        zipfile.ZipFile(tmp_path / "bomb.npz", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.npy", "w", force_zip64=True) as file,
    ):
        file.write(npy.getvalue())
        for _ in range(LARGEST // 2**24 + 1):
            file.write(bytes(2**24))
    with pytest.raises(ValueError, match="MiB"):
        arrays_in(tmp_path / "bomb.npz")


def test_another_kind_of_archive_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "thesis.docx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(tk.ModelError, match="another kind of archive"):
        tk.Annotator(bias_model=tmp_path / "thesis.docx")


def test_a_header_that_promises_more_than_there_is_is_refused(tmp_path):
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f8", "fortran_order": False, "shape": (10**12,)})
    with zipfile.ZipFile(tmp_path / "lie.npz", "w") as archive:
        archive.writestr("a.npy", header.getvalue() + bytes(80))
    with pytest.raises(ValueError, match=r"not a whole|reshape|could not be read|EOF"):
        arrays_in(tmp_path / "lie.npz")
