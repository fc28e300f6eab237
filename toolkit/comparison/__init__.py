"""Groups of articles side by side, and how certain their differences are.

`differences` compares one group with the others and gives an interval and p; `testing` says which groups are tested, and what p
they can have; `compare` does so for all groups and measures, and `opinion` says how much of each group is opinion. `term_table`
counts the loaded terms of each group. `reading_error` adds how unevenly outlets are read, by an `error_table`, and warns of it.
`explain` leads from a figure to the places in articles that it is made of. `sensitivity` asks whether a ranking survives other
choices, which `variants` makes, `timeline` follows a measure over time, `count_model` checks rates by a regression, `silences`
finds who is written about and not heard, `portrayal` how `actors` are written about, group by group. `omissions` tells what each
group leaves out of the events that it shares with others: `event_pools` gathers what all of them bring, with `joined_names` for
one person or body and `statements` for one sentence in several outlets, and `omission_shares` counts it. `power` says how many
articles a comparison needs. `side_by_side` shows two texts next to each other.
"""
