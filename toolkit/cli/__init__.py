"""The command `framing`.

`main` has the parser and the commands on articles; `options` are those that commands share, `console` is what they print and
write, and `resume` takes up an interrupted run. The other commands: `compare` with `rerun` (a run repeated), `evidence`
(events and explain), `lexicon`, `train` and `evaluate`.
"""
