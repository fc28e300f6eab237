"""Who says what, and in whose voice each word is said.

`attribution` says what an attribution is. `noun_phrases` finds possible sources, `reporting_verbs` and `reporting_nouns` find
the attributions of one sentence by rule, `rule_attributions` those of a whole text, `transcripts` the turns of a conversation,
and what a text sets off as somebody's words: `passages`, which are `embedded_posts` and `block_quotations`. `tagger` is the
sequence model over `word_columns`, and `tag_linking` joins its tags into attributions; the `fast_reader` finds them by that
model and the rules. `accurate_reader` finds them with the `encoder`, a transformer that reads a text in `windows` and marks it
by `reader_tags`. `registry` knows persons, organisations, countries and sides. `proper_names` finds names, `introductions` the
words around them that say who somebody is, `stated_roles` reads what a description says that somebody speaks as, an `entity` is
a person or body that one article names, `entities` are all of them, `namesakes` those of one last name and `bodies` those by
name and initials, `source_spans` finds the words of each source, `source_subjects` that of a cue which has none next to it,
`coreference` decides which entity a name, a pronoun (`pronouns`), a description (`descriptions`) or a document (`documents`)
means, where `unnamed_sources` are known by a description alone. `sources` gives each attribution its speaker and `turn_speakers`
each turn, and `source_types` what that speaks as, by its `source_hints`. `voices` says whose words they are. `loaded_terms`
finds the terms of lexicons and says who uses them, and `loaded_words` how likely it is that an editor would mark them. `targets`
says about whom or what each is: of its `target_candidates`, the likeliest by `target_features`. `harm` finds who does harm to
whom: `harm_words` are the words that tell of it, `harm_verbs` and `harm_nouns` read the form and who acts and suffers, from the
noun phrases of `chunks` and the subjects of `clauses`, `harm_links` what events of one sentence tell of each other, and
`victims` counts people. `document` holds everything found in one article, and `annotator` produces it with the options, lexicons
and models that it is `given`; many are made `one_by_one`.
"""
