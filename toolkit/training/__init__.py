"""Models learned from labelled texts, and how good they are.

`corpora` reads public corpora of labelled sentences and frames, `label_tables` the tables of users, and `labelled` makes
labelled texts from these and from annotated articles; `tasks` lists the kinds of classifiers that learn from them. `folds`
divides texts at random or by group, `cross_validation` predicts texts that were not learned from, `metrics` has one function for
each figure, and `evaluation` reports the figures with intervals next to those of a baseline. `classifier_training` trains a
model and writes its weights and its card (`model_cards`). For the model of attributions, `tagger_training` learns from
`attribution_corpora` with `tagger_network`, `tagger_examples` says from which words in which order and `tagger_teacher` what the
accurate reader knows of these; from articles coded by hand `loaded_training` makes the model of loaded words and
`source_type_training` that of source types, both over `hashed_features` (and a `type_learner` the network beside the latter);
`target_training` makes that of targets from `coded_targets`: the `target_weights` of features, with `word_groups` from texts
without labels, and a `target_network` over the states of words. Weights are stored in `eight_bits`.
`reader_training` makes the accurate reader: `reader_corpora` reads its texts, `reader_examples` labels their words,
`reader_network` is the network, `reader_fitting` says what is learned in which order, by `gradient_descent`, which the others use
too; `masked_words` adapts an encoder to news beforehand. `reader_settings` chooses limits on outlets that were held out, and
`reader_export` writes what is applied, from which `reader_start` goes on.
"""
