"""Parts of a sentence, without a parser: by word order, capitals and closed classes of words.

`noun_phrases` finds possible sources next to a cue, `chunks` noun phrases of any kind, `left_edge` where those before a
word begin, and `clauses` the subjects of verbs. `pronouns` tells what a pronoun agrees with, and `names_of_verbs` which of the
auxiliaries are last names.
"""
