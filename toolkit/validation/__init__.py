"""Checking lexicons, coding samples by hand, and correcting figures by the result.

`lint` says what is wrong with a lexicon, `missed_forms` which forms of its terms it does not find, `contents` what is in it and
how two differ, and `concordance` shows a term in its contexts. `coded_texts` reads texts that people coded, and `accuracy`
compares a lexicon with these. `coding_units` finds what can be coded (hits and sentences, attributions, whole articles),
`coding_sheets` draws samples of them, and `coded_sheets` reads what coders wrote; `agreement` says how far they agree, and
`corrected_rates` corrects figures by the coding. `coded_documents` makes documents of articles in which people coded everything,
and `reading_error` compares their figures with the toolkit's. `suggestions` are candidates for a lexicon.
"""
