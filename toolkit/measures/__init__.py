"""What is measured in one article, each figure with the counts that it is made of.

`measure` says what a measure is, and `places` where the attributions are that a measure of sources counts. `loaded`,
`sourcing`, `prominence`, `unheard`, `linguistic_cues`, `harm` and `biased_sentences` define the measures that `catalogue`
lists; `sides` and `frames` make those that depend on the user's files and models. `formatting` prints a figure.
"""
