"""Who the sources are: the persons, bodies and groups that an article names or describes, and which of them speaks.

`registry` knows persons, organisations, countries and sides. `proper_names` finds names, from the runs of `capitals` and the
`body_names` among them, and `shared_names` which of them are a person's and which a body's; `introductions` finds the words
around them that say who somebody is, `stated_roles` reads what a description says that somebody speaks as (its `statements`),
an `entity` is a person or body that one article names, `entities` are all of them (`persons` with the `namesakes` of one last
name, `bodies` by name and initials), and the `floor` is with who spoke last. `source_spans` finds the words of each source,
`source_subjects` that of a cue which has none next to it, with the `implied_subjects` of nouns and infinitives. `coreference`
decides which entity a name, a pronoun (`antecedents`), a description (`descriptions`, `appositions` behind it, persons
`told_anew`, those of companies, offices and groups in `described_bodies`, of places in `described_places`) or a document
(`documents`) means, where `unnamed_sources` are known by a description alone, `own_words` says in whose words a pronoun stands,
and `signatures` who signs a quotation. `speakers` gives each attribution its speaker, `sides` the side that this is on, and
`turn_speakers` each turn its own, and `source_types` what they speak as, by its `source_hints` and by what a `type_network` makes
of the reader's states of words.
"""
