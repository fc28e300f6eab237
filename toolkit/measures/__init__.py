"""The figures of one article, each with the counts that it is made of.

`measure` says what a measure is, and `places` where the attributions are that a measure of sources counts. `loaded`,
`sourcing`, `prominence`, `unheard`, `linguistic_cues`, `harm` and `biased_sentences` define the measures that `catalogue` lists;
`sides` and `frames` make those that depend on the user's files and models. `scoring` scores articles, in several processes by
`parallel`; an `article_score` holds the figures of one, with the places in `found_spans`, and `scores` those of many, as
`score_columns` in memory or `stored_columns` of a folder, in which words and names are `uses`. `score_store` keeps scores in such
a folder of `score_tables`. `features` is the same as a scikit-learn transformer, and `formatting` prints a figure.
"""
