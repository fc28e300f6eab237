"""Articles scored: the figures of one, of a table of them, and of a folder of a million.

`scoring` scores articles, in several processes by `parallel`, and those that stay `unscored` have a problem; an `article_score`
holds the figures of one, with the places in `found_spans`, and `scores` those of many, as `score_columns`: `held_columns` in
memory or `stored_columns` of a folder, in which words and names are `uses`. `score_store` keeps scores in such a folder of
`score_tables`, which `table_queries` read, with a `store_manifest`, whose `manifest_form` is checked; its `saved_lines` say what
was found in an article, and `joined_stores` makes one folder of several. `features` is the same as a
scikit-learn transformer.
"""
