"""Annotations in the forms of other programs, out and in.

`formats` lists the forms in which annotations are written: our own JSON Lines, `tables` of places and of tokens,
`spacy_documents`, and files for two programs in which people code texts, `label_studio` and `brat`. What people coded there is
read back by `coded_files`. Both programs know spans, attributes and links: `marks` are an article's annotations in that form.
"""
