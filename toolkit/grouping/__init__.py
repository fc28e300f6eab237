"""Which scored articles belong together: groups, events and copies of one text.

`groups` are outlets, other columns, spans of time, or several of these crossed. `event_clustering` says how close articles
are in their words and days, and joins those that are close; `events` uses it to find the articles on one event, and `copies`
finds near-copies. `sampling_design` holds the group, event and cluster of each article, for inference.
"""
