"""Words in which groups differ, and how well groups can be told apart by words alone.

`collocations` finds the words near a term or an actor. `ngrams` counts phrases that recur; both read articles as
`grouped_documents`. `grouped_words` are the words of scored articles, group by group: `keyness` finds those that are typical of
a group, `distinctive` is its short form, `shown_words` says which of them are shown, and `word_shift` finds those that make up a
difference between two `shift_sides`. `naming` says which of several names for one referent a group chooses. `group_profiles` are
the rates of words, or the measures, of each group; `outlet_map` puts groups on a map by them. `boilerplate` finds what gives an
outlet away, `said_words` takes the words without it, `article_pairs` pairs articles on one event, and `signature` measures how
well outlets can be told apart.
"""
