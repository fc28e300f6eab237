"""Files in, articles out.

`article` says what an article is, and what a problem in a file is; `conditions` are tests such as `--where "year >= 2015"`.
`reading` reads files, folders and globs: `paths` finds out which files they are, `formats` takes the reader for each, which are
in `tables` and `pages`, `opening` decodes and unpacks, and `rows` turns each row into an article or a problem. `mending` mends
text that was decoded in a wrong encoding.
"""
