"""Which scored articles belong together: groups, events, copies of one text.

`groups` are outlets, other columns, spans of time, or several of these crossed. `event_clustering` says how close articles
are in words and days, by which `copies` finds near-copies and `events` the articles on one event. `sampling_design` holds
group, event and cluster of each article, for inference.
"""
