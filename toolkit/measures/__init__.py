"""The figures of one article, each with the counts that it is made of.

`measure` says what a measure is. `loaded`, `sourcing`, `prominence`, `unheard`, `linguistic_cues` and `biased_sentences`
define those that `catalogue` lists; `sides` and `frames` make those that depend on what the user gives. `scoring` scores
articles, `scores` holds the result, `features` is the same as a scikit-learn transformer, and `formatting` prints a figure.
"""
