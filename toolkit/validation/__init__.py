"""Checking lexicons, coding hits by hand, and correcting rates by the result.

`lint` says what is wrong with a lexicon, `contents` what is in it and how two differ, and `concordance` shows a term in
its contexts. `coding_sheets` draws samples to code and reads them back, `coded_texts` reads texts that people coded,
`accuracy` compares a lexicon with these, and `corrected_rates` corrects rates by the coding. `coded_documents` makes documents of
articles in which people coded everything, and `reading_error` compares their figures with the toolkit's. `suggestions` are
candidates for a lexicon.
"""
