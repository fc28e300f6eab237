"""Words, sentences and quotations of a text; lexicons, and where their terms occur.

`spans` are half-open ranges of the unchanged text, the evidence behind every number. `words`, `sentences` and `quotations`
divide a text, `wrapped_lines` joins lines that end where the page did, and `word_tables` remembers what is worked out for each
word. `lexicon` loads a lexicon, `inflection` makes the regular forms of its entries, `spellings` writes them with hyphens or
spaces, `matching` finds its terms in a text, those with a star by `wildcards`, and `lexicon_formats` reads and writes the
lexicons of other programs. `word_classes` gives the rules their classes of words, which are lexicons too. `numbers` finds what a
text counts. `language` tells whether an article is in English. `furniture` finds what of a text is not the article, by phrases
(`page_phrases`), form (`page_forms`) and position, and `repeated_passages` what recurs in an outlet. `shingles` makes the sketch
by which near-copies are found.
"""
