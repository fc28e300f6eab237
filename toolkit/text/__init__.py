"""Words, sentences and quotations of a text; lexicons, and where their terms occur.

`spans` are half-open ranges of the unchanged text, the evidence behind every number. `words`, `sentences` and `quotations`
divide a text. `lexicon` loads a lexicon, `inflection` makes the regular forms of its entries, `spellings` writes them with
hyphens or spaces, `matching` finds its terms in a text, and `lexicon_formats` reads and writes the lexicons of other programs.
`word_classes` gives the rules their classes of words, which are lexicons too. `shingles` makes the sketch by which near-copies
are found.
"""
