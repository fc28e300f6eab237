"""What is attributed, by which cue: content, cue and the words of the source.

`attribution` says what an attribution is. `reporting_verbs` and `reporting_nouns` find the attributions of one sentence by
rule, `rule_attributions` those of a whole text, `transcripts` the turns of a conversation, and what a text sets off as
somebody's words: `passages`, which are `embedded_posts` and `block_quotations`. `tagger` is the sequence model over
`word_columns`, and `tag_linking` joins its tags into attributions; the `fast_reader` finds them by that model and the rules.
`paragraph_rules` mend those of the accurate reader. `voices` says whose words all words are.
"""
