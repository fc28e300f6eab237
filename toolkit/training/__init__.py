"""Models learned from labelled texts, and how good they are.

`corpora` reads public corpora of labelled sentences and frames, `labelled` these or a table of the user's own. `folds`
divides texts at random or by group, `cross_validation` predicts texts that were not learned from, `metrics` has one function
for each figure, and `evaluation` gives them with intervals, and a baseline beside them. `model_cards` are written beside the
weights by `classifier_training`. For the model of attributions, `attribution_corpora` are read by `tagger_training`.
"""
