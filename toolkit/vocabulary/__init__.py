"""Words that set groups apart, and how well groups are told apart by words alone.

`ngrams` are phrases that recur. `keyness` says which words are typical of a group, `word_shift` which make up a difference,
and `naming` which of several names for one referent a group chooses. `group_profiles` are words and measures of each group,
and `outlet_map` puts groups on a map by them. `boilerplate` finds what gives an outlet away, `said_words` takes the words
without it, `article_pairs` pairs articles on one event, and `signature` measures how well outlets are told apart.
"""
