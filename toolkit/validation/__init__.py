"""Lexicons checked, hits coded by people, rates corrected by what they found.

`lint` says what is wrong with a lexicon, `contents` what is in it and what differs between two, `concordance` shows a term in
its contexts. `coding_sheets` draws samples to code and reads them back, `coded_texts` reads texts that people coded,
`accuracy` compares a lexicon with these, and `corrected_rates` corrects rates by the coding. `suggestions` are candidates for
a lexicon.
"""
