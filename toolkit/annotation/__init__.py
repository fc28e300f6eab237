"""Who says what, and in whose voice every word is said.

`attribution` says what an attribution is. Rules find attributions by `noun_phrases` beside `reporting_verbs` and
`reporting_nouns`; `rule_attributions` applies them to all sentences, and `transcripts` to the turns of a talk. The sequence
model is in `tagger`, and `tag_linking` joins its tags. Who a source is: `registry` knows persons, organisations, countries
and sides, `proper_names` finds names, `entities` are the persons and bodies of one article, `coreference` takes names,
`pronouns` and `descriptions` to them, and `sources` gives every attribution its speaker. `voices` says whose every word is,
`loaded_terms` puts the terms of lexicons in their place. `document` is all that was found in one article, and `annotator`
makes it.
"""
