"""The command `framing`.

`main` has the parser and the commands score, annotate and report. `options` has the options that commands share, `console` what
they print and write, and `resume` continues an interrupted run. `compare` has the command of that name, `comparison_run` the
steps of one run, and `rerun` repeats a run. The other commands are in `evidence` (events and explain), `lexicon`, `train` and
`evaluate`.
"""
