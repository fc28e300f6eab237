"""Who does harm to whom: who is killed, injured, attacked, detained or displaced, and whether the text tells by whom.

`harm_hits` finds the words that may tell of it, `harm_words` those that do, `verb_forms` what their forms can be, `doers` who is
said to do it by the words around, `subjects` whom the subject of a verb means, `owners` whose a noun is by what stands before it,
`behind_nouns` who acts by what stands behind it, `harm_verbs` and `harm_nouns` read the form and who acts and suffers,
`sufferers` who dies or flees, `harm_links` what events of one sentence tell of each other, `participants` are whom words of
agents and patients mean, `victims` counts people, and `harm_events` are all of these together.
"""
