"""Loaded terms: which they are, who uses them, and about whom.

`loaded_terms` finds the terms of lexicons and says who uses them, and `loaded_words` how likely it is that an editor would mark
them. `targets` says about whom or what each is: of its `target_candidates`, the likeliest by `target_features` and by a
`target_network` over what the reader knows of words, or the head of its noun phrase (`target_heads`) or whom its clause
tells of (`target_clauses`), under the name that `target_naming` gives it, which of a regime is that of the country's government
(`target_governments`).
"""
