"""The encoder of the accurate reader: the state of every word in its context, and what its heads read from it.

A transformer of six layers (MiniLM, Wang et al. 2020) that was trained on labelled articles (`framing train reader`). It runs on
onnxruntime with weights of eight bits; the heads are small matrices, applied with NumPy.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..errors import ModelError, OptionError
from ..files import arrays_in, kept_until_changed
from ..statistics.arrays import Ints, Singles
from ..text.lexicon import LOADED_CATEGORIES
from .loaded.loaded_words import AS_IT_IS, KINDS, Calibration
from .loaded.targets import FILE as TARGETS
from .reader_tags import ANCHORS, LOADED, ROLES
from .windows import LENGTH, Window

ENCODER, HEADS, TOKENIZER = "encoder.onnx", "heads.npz", "tokenizer.json"
"""The files of a reader."""

_FARTHEST = -1e9  # the score of what cannot be


class WordScores(NamedTuple):
    """The probabilities of each word: of the tags `ANCHORS` and `LOADED`, of `LOADED_CATEGORIES`, and of what experts marked in
    sentences of BABE (no, yes)."""

    anchor: Singles
    loaded: Singles
    category: Singles
    marked: Singles


class Settings(NamedTuple):
    """What was chosen on outlets that the encoder has not learned from.

    `cue` and `free` are the least probability of the first word of a cue, and of content without one; `least` and
    `least_unlisted` those of the likeliest word of a loaded term, and of one that no lexicon lists; `listed` and `unlisted`
    calibrate what makes these the probability of the term. `marked` makes the probability that experts would mark any word of a
    sentence that of the sentence, if as many are marked as not; None for an encoder that has not learned what experts mark.
    """

    cue: float = 0.5
    free: float = 0.5
    least: float = 0.5
    least_unlisted: float = 0.5
    listed: Calibration = AS_IT_IS
    unlisted: Calibration = AS_IT_IS
    marked: Calibration | None = None


class Encoder:
    """The encoder and its heads, from the folder that holds them; `length` is that of the windows that it learned from.

    Raises OptionError where onnxruntime or tokenizers is not installed, and ModelError where the files cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            from onnxruntime import InferenceSession, SessionOptions
            from tokenizers import Tokenizer
        except ImportError:
            raise OptionError("the accurate reader needs onnxruntime: pip install 'framing-toolkit[accurate]'") from None
        options = SessionOptions()
        options.intra_op_num_threads = 1  # articles are read side by side, each by one process
        try:
            self.session: Any = InferenceSession((folder / ENCODER).read_bytes(), options, providers=["CPUExecutionProvider"])
            self.tokenizer: Any = Tokenizer.from_file(str(folder / TOKENIZER))
            self.heads: Mapping[str, Singles] = {name: of.astype(np.float32) for name, of in arrays_in(folder / HEADS).items()}
            self.settings = _settings(self.heads)
            self.length = int(self.heads.get("length", LENGTH))
            self._try()
        except Exception as error:  # onnxruntime and tokenizers raise classes of their own, and plain Exception
            raise ModelError(f"{folder}: not the files of a reader ({error}); make them with `framing train reader`") from None
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()

    def __reduce__(self) -> tuple[Any, ...]:
        return load_encoder, (self.folder,)

    def _try(self) -> None:
        """Apply the heads to the state of one word, so that what does not fit together is found before articles are read."""
        state = np.zeros((1, self.width), dtype=np.float32)
        self.words(state)
        best_roles(self.roles(state, np.zeros(1, dtype=np.int64)))
        self.types(state, state)

    @property
    def width(self) -> int:
        """How many numbers the state of a word has."""
        return int(self.heads["words.weight"].shape[1])

    @cached_property
    def sha256(self) -> str:
        """The hash of the encoder, its heads, and what it knows of targets."""
        files = (self.folder / name for name in (ENCODER, HEADS, TARGETS))
        return sha256(b"".join(file.read_bytes() for file in files if file.is_file())).hexdigest()

    def states(self, windows: Sequence[Window]) -> Singles:
        """The state of every word of the windows, one after another (words, width)."""
        none = np.zeros((0, self.width), dtype=np.float32)
        return np.concatenate([none, *map(self._window, windows)])

    def _window(self, window: Window) -> Singles:
        """The state of every word of a window. One at a time is as fast as several, and needs no padding."""
        inputs = {"ids": window.ids, "marks": window.marks, "mask": np.ones_like(window.ids)}
        ((states,),) = self.session.run(None, {name: values[None] for name, values in inputs.items()})
        of_words: Singles = states[window.begins]
        return of_words

    def words(self, states: Singles) -> WordScores:
        """What is read from each word by itself."""
        scores = self._linear("words", states)
        cuts = np.cumsum([len(ANCHORS), len(LOADED), len(LOADED_CATEGORIES)])
        return WordScores(*(np.exp(log_softmax(part)) for part in np.split(scores, cuts, axis=1)))

    def roles(self, states: Singles, anchors: Ints) -> Singles:
        """The log probability of each role, given an anchor, of each word of its window (anchors, words, roles)."""
        anchor_sum, anchor_product = np.split(self._linear("of_anchor", states[anchors]), 2, axis=1)
        word_sum, word_product = np.split(self._linear("of_word", states), 2, axis=1)
        near, reach = self.heads["distance.weight"], len(self.heads["distance.weight"]) // 2
        distance = np.clip(np.arange(len(states)) - anchors[:, None], -reach, reach) + reach
        added = np.maximum(anchor_sum[:, None] + word_sum + near[distance], 0)
        pair = self.heads["pair"]
        turned = np.maximum(anchor_product, 0) @ pair.reshape(len(pair), -1)
        product = turned.reshape(-1, len(ROLES), len(pair)) @ np.maximum(word_product, 0).T
        return log_softmax(self._linear("together", added) + product.transpose(0, 2, 1))

    def types(self, anchor: Singles, source: Singles) -> Singles:
        """The probability of each source type, by the state of an anchor and the mean state of the words of its source."""
        hidden = np.maximum(self._linear("of_source", np.concatenate([anchor, source], axis=-1)), 0)
        return np.exp(log_softmax(self._linear("types", hidden)))

    def _linear(self, name: str, inputs: Singles) -> Singles:
        outputs: Singles = inputs @ self.heads[f"{name}.weight"].T + self.heads[f"{name}.bias"]
        return outputs


def _settings(stored: Mapping[str, Singles]) -> Settings:
    """The settings among stored arrays, or those that change nothing."""
    if "thresholds" not in stored:
        return Settings()
    listed, unlisted = (Calibration(*map(float, stored[kind])) for kind in KINDS)
    marked = Calibration(*map(float, stored["marked"])) if "marked" in stored else None
    cue, free, least, least_unlisted = map(float, stored["thresholds"])
    return Settings(cue, free, least, least_unlisted, listed, unlisted, marked)


def log_softmax(scores: Singles) -> Singles:
    """Log probabilities from scores, along the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    logs: Singles = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return logs


@kept_until_changed()
def load_encoder(folder: Path) -> Encoder:
    """The encoder of a folder, which is loaded once."""
    return Encoder(folder)


def together(several: Sequence[Singles]) -> Singles:
    """The scores of the anchors of several windows as one array; what is behind a window has no role."""
    n = max(scores.shape[1] for scores in several)
    behind = np.where(np.arange(len(ROLES)) == 0, 0, _FARTHEST)
    padded = [np.concatenate([s, np.broadcast_to(behind, (len(s), n - s.shape[1], len(ROLES)))], axis=1) for s in several]
    return np.concatenate(padded).astype(np.float32)


_BEGIN, _INSIDE, _END, _ALONE = (np.array([ROLES.index(f"{place}-{role}") for role in ("content", "source")]) for place in "BIES")
_SHUT = np.array([0, *_END, *_ALONE])  # behind these nothing is open
_NEW = np.array([0, *_BEGIN, *_ALONE])  # these may follow


def best_roles(scores: Singles) -> Ints:
    """The best sequence of roles for each anchor (Viterbi), by log probabilities (anchors, words, roles).

    What begins goes on until it ends, and nothing ends that did not begin.

    >>> scores = np.full((1, 3, len(ROLES)), -9.0)
    >>> for word, role in enumerate(("B-content", "E-content", "O")):
    ...     scores[0, word, ROLES.index(role)] = 0
    >>> [ROLES[tag] for tag in best_roles(scores)[0]]
    ['B-content', 'E-content', 'O']
    """
    anchors, n, kinds = scores.shape
    best = np.full((n, anchors, kinds), _FARTHEST)
    came = np.zeros((n, anchors, kinds), dtype=np.int64)
    best[0][:, _NEW] = scores[:, 0, _NEW]
    for i in range(1, n):
        before, here = best[i - 1], scores[:, i]
        shut = _SHUT[before[:, _SHUT].argmax(axis=1)]
        best[i][:, _NEW] = np.take_along_axis(before, shut[:, None], axis=1) + here[:, _NEW]
        came[i][:, _NEW] = shut[:, None]
        open_ = np.where(before[:, _BEGIN] >= before[:, _INSIDE], _BEGIN, _INSIDE)
        value = np.take_along_axis(before, open_, axis=1)
        for goes_on in (_INSIDE, _END):
            best[i][:, goes_on] = value + here[:, goes_on]
            came[i][:, goes_on] = open_
    tags = np.zeros((anchors, n), dtype=np.int64)
    if n:
        tags[:, -1] = _SHUT[best[-1][:, _SHUT].argmax(axis=1)]
    for i in range(n - 1, 0, -1):
        tags[:, i - 1] = came[i][np.arange(anchors), tags[:, i]]
    return tags
