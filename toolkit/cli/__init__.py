"""The command `framing`.

`main` has the parser, `score` the commands score and annotate. `commands` makes commands and the options that say what is read,
`options` has the other options that commands share, `help_texts` folds the texts around them, `console` what they print and
write, in tables of `table_widths`, `contexts` are places in texts, one below the other. `scoring_run` makes the articles, the
scorer and the scores of a run from its options, `needed_columns` looks whether any has a value to compare by, `resume` continues
an interrupted one, `saved_scores` takes up scores that a run kept, `join` makes one folder of several, and `terms_alone` is what
counts loaded terms and nothing else. `output_folder` is what `compare`, `omissions` and `power` write into. `compare` has the
command of that name, `comparison_run` what one run rests on, `comparison_results` what it writes, `otherwise` reads its articles
in other ways too, and `rerun` repeats a run. The other commands are in `omissions`, `power`, `report`, `two`, `evidence` (events
and explain), `lexicon`, `validate`, `train` and `train_classifiers`, `evaluate` and `completion`.
"""
