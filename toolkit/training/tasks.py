"""What classifiers can be trained for: one row for each kind of classifier, from which the command makes its options."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from .labelled import BIAS, FRAMES, GENRE, ISSUE_FRAMES, Labelled, read_biased, read_frames, read_genres, read_issue_frames


class Task(NamedTuple):
    """A kind of classifier.

    Attributes
    ----------
    model : the kind of its weights (see `persistence`).
    read : reads its labelled texts.
    title, means : what the model is and what its answer means, for its card.
    help, data : what it predicts and the form of its labelled texts, for `framing train`.
    example : labelled texts in an example of the command.
    of_articles : whether it looks at titles and addresses too, so that `read` takes the articles (`texts=`).
    """

    model: str
    read: Callable[..., Labelled]
    title: str
    means: str
    help: str
    data: str
    of_articles: bool = False
    example: str = "mine.csv"


TASKS: Mapping[str, Task] = {
    BIAS: Task(
        "biased_sentences",
        read_biased,
        "Biased sentences: would annotators mark it, and which words would they mark as loaded",
        "a probability that annotators like those of the data would mark the sentence; not that it, or its outlet, is biased",
        "sentences that annotators would mark as biased, and the loaded words in them",
        "BABE's final_labels_SG2.csv, or a table: text, label (1 or 0), words (separated by |; optional), outlet (optional)",
    ),
    FRAMES: Task(
        "generic_frames",
        read_frames,
        "Generic frames: which of them a text uses",
        "a probability of each frame as the coders of the data understood it; a text may use several",
        "generic frames, any number for each text",
        "the folder of the Narrative Frames corpus, or a table: text, and labels (separated by |) or a column for each frame "
        "(1 or 0)",
        example="narrative_frames/",
    ),
    ISSUE_FRAMES: Task(
        "issue_frames",
        read_issue_frames,
        "Frames of one issue: which one a text uses",
        "a probability of each frame as the coders of the data understood it; they sum to 1",
        "frames of one issue, one for each text",
        "the Gun Violence Frame Corpus (.xlsx), or a table: text, label (its frame), outlet (optional)",
        example="headlines.csv",
    ),
    GENRE: Task(
        "genres",
        read_genres,
        "Genre: news, opinion, analysis, live blog, transcript, letter, review or other",
        "a probability of each genre as the coders of the data understood it; they sum to 1",
        "genres of articles, by address, title, byline and wording",
        "JSON Lines with sha256 and genre, whose articles --texts names, or a table: text, label (its genre), and optionally "
        "title, url, byline, outlet",
        of_articles=True,
        example="genres.jsonl --texts articles.jsonl",
    ),
}
"""Every task by its name: that of `Labelled.task`, and of the subcommand of `framing train`.

>>> TASKS["bias"].model
'biased_sentences'
"""
