"""Words, sentences and quotations of a text; lexicons, and where their terms occur.

`spans` are half-open ranges of the unchanged text, the evidence behind every number. `lexicon` loads a lexicon, `inflection`
makes the regular forms of its entries, `lexicon_formats` reads and writes those of other programs, and `word_classes` holds
the closed classes that are lexicons too. `words`, `sentences` and `quotations` divide a text, `matching` finds the terms of a
lexicon in it, and `shingles` makes the sketch by which near-copies are found.
"""
