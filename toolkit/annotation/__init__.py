"""Who says what, and in whose voice each word is said, about whom.

Rooms, in the order in which they may import: `phrases` are noun phrases, clauses and pronouns as words; `attributions` finds
what is attributed, by which cue; `sources` finds who that is; `loaded` finds the loaded terms, in whose voice and about whom
they are, and `harm` who does harm to whom.

Here they are joined. `accurate_reader` finds attributions with the `encoder`, a transformer that reads a text in `windows` and
marks it by `reader_tags`. `document` holds everything found in one article, and `annotator` produces it from what of the article
is `readable`, `voiced` by its attributions, with the options, lexicons and models that it is `given`; many are made `one_by_one`,
and those with nothing but `terms_alone` are made there. `annotated_files` reads annotations that were written, and may have been
corrected by hand; `saved_annotations` are what was found in a document, of which it is made again.
"""
