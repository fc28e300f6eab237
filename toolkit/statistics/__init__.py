"""Statistics that know nothing about articles.

`arrays` names the types of arrays, takes means of their rows and makes scores probabilities, and `threads` says how many
multiply them. `formulas` pool counts into a figure, and `tallies` hold the counts of articles; `resampling` is the bootstrap,
`intervals` makes the interval of a figure or a difference from it. `permutations` deals articles to groups at random until p is
known, `against_rest` is the test of each group against the others, and `inference` has tests within events, adjusted p and
effect sizes; `clusters` has intervals and tests for articles in clusters, and `power` tells how small a difference a test
finds. `random_effects` says how far groups differ beyond the scatter inside them. `term_counts` holds the counts of many terms
as one matrix, `association` measures how two sides differ in each term, and `deals` how often articles dealt at random would
differ as much. `coded_samples` correct the figures of a machine by what was coded.
"""
