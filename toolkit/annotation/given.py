"""What an annotator is given: its options, and the lexicons and models that they name, loaded and checked."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from ..classifiers.model_files import read_weights
from ..errors import LexiconError, ModelError, OptionError
from ..files import MODELS
from ..text.lexicon import Lexicon, load_lexicon
from ..text.matching import words_of_term
from .sources.registry import Registry

if TYPE_CHECKING:
    import pandas as pd

    from ..classifiers.frames import GenericFrames


DEFAULT_LEXICONS = ("loaded_terms",)
ONLY = ("loaded",)
"""What can be looked for alone."""

FRAMES_MODEL = MODELS / "generic_frames.npz"
"""The shipped frames of whole articles, trained on articles on climate change."""


class AnnotationOptions(TypedDict, total=False):
    """The keyword arguments of `Annotator`, for functions that pass them on."""

    reader: str | Path
    rules_only: bool
    registry: Registry | None
    names: str | Path | Lexicon
    loaded_model: str | Path | None
    min_p: float | None
    bias_model: str | Path | None
    frames_model: str | Path | None
    furniture: "str | Path | pd.DataFrame | None"
    keep_furniture: bool
    any_language: bool
    only: str | None


def check_only(only: str, asked: Mapping[str, object]) -> None:
    """Raise OptionError for something that cannot be looked for alone, and for options of what is left out then."""
    if only not in ONLY:
        raise OptionError(f"--only {only!r} is unknown; the only choice is {', '.join(ONLY)}")
    if given := [name for name, value in asked.items() if value]:
        raise OptionError(f"{', '.join(given)} cannot be combined with --only {only}")


def several_lexicons(lexicons: Any) -> list[Any]:
    """The lexicons as a list, also where there is a single one; a data frame or a dictionary is one thing (and no lexicon).

    >>> several_lexicons("loaded_terms")
    ['loaded_terms']
    """
    single = isinstance(lexicons, str | Mapping) or hasattr(lexicons, "columns") or not isinstance(lexicons, Iterable)
    return [lexicons] if single else list(lexicons)


def loaded_lexicons(lexicons: str | Path | Lexicon | Iterable[str | Path | Lexicon]) -> tuple[Lexicon, ...]:
    """The lexicons of loaded terms, one or several, loaded and checked."""
    loaded = tuple(x if isinstance(x, Lexicon) else load_lexicon(x) for x in several_lexicons(lexicons))
    if not loaded:
        raise LexiconError("no lexicon is given, so every rate would be 0: leave lexicons out for those that ship")
    names = [lexicon.name for lexicon in loaded]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise LexiconError(f"two lexicons are called {', '.join(repeated)}, so their hits could not be separated: rename a file")
    if other := [lexicon.name for lexicon in loaded if lexicon.kind != "loaded"]:
        raise LexiconError(
            f"{', '.join(other)}: not a lexicon of loaded terms (its TOML names another kind); give one of kind loaded"
        )
    if empty := [lexicon.name for lexicon in loaded if not any(map(words_of_term, lexicon.by_term))]:
        raise LexiconError(f"{', '.join(empty)}: holds no term, so every rate would be 0: add terms, or leave it out")
    return loaded


def names_lexicon(names: str | Path | Lexicon) -> Lexicon:
    """The lexicon of competing names, loaded and checked."""
    lexicon = names if isinstance(names, Lexicon) else load_lexicon(names, like="names")
    if without := [entry.term for entry in lexicon.entries if not entry.extra.get("concept")]:
        raise LexiconError(
            f"{lexicon.name}: no concept for {', '.join(without[:5])}; say in the column concept what each name is a name for"
        )
    return lexicon


def frames_given(path: str | Path) -> "GenericFrames":
    """The frame classifier with its weights; scikit-learn is imported only where frames are asked for."""
    from ..classifiers.persistence import classifier_of

    weights = read_weights(path)
    if weights.kind != "generic_frames" or weights.settings.get("embedding"):
        raise ModelError(
            f"{path}: not frames of whole articles, or frames that need an embedding; name one that `framing train frames` wrote"
        )
    frames: GenericFrames = classifier_of(path, weights)
    return frames
