"""Words, sentences and quotations of a text; lexicons, and where their terms occur.

`spans` are half-open ranges of the unchanged text, the evidence behind every number. `words`, `sentences` and `quotations`
divide a text. `lexicon` loads a lexicon, `inflection` makes the regular forms of its entries, `matching` finds its terms in a
text, and `lexicon_formats` reads and writes the lexicons of other programs. `word_classes` has the closed classes of words,
which are lexicons too. `shingles` makes the sketch by which near-copies are found.
"""
