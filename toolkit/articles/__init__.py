"""Files in, articles out.

`article` says what an article is, and what a problem in a file; `conditions` are tests such as `--where "year >= 2015"`;
`rows` turns a row into an article or a problem, `formats` has one reader for each format, and `reading` reads files, folders
and globs.
"""
