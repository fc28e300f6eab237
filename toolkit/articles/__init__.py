"""Files in, or what a program holds; articles out.

`article` says what an article is, and what a problem in a file is; `conditions` are tests such as `--where "year >= 2015"`.
`reading` reads files, folders and globs: `paths` finds out which files they are, `formats` takes the reader for each, which are
in `tables`, `parquet`, `spreadsheets`, `pages`, `documents` and `feeds`, `opening` decodes and unpacks, and `rows` turns each row
into an article or a problem, `records` completes those of JSON that lack a key, `dates` knows days and spans of time, `metadata`
joins what a table says of articles in files of their own, and `undated` tells which column may have the days of articles without
a date. `layouts` says what the layout of a database is, `nexis`, `factiva`, `proquest` and `europresse` are those; `markup` reads
HTML and XML as trees. `mending` mends text that was decoded in a wrong encoding or otherwise is not as its page was
(`typesetting`), and takes out characters that nobody sees. `objects` makes articles of texts, dictionaries and data frames.
"""
