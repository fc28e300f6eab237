"""The tags by which the encoder marks words.

An attribution hangs on its **anchor**: the first word of its cue or, where it has none, the first word of its content. Given an
anchor, every word around it has a role: it begins, continues or ends content or source, or is alone in it (as predicates and
their arguments are found in semantic role labelling, He et al. 2017).
"""

ANCHORS = ("O", "B-cue", "I-cue", "B-free")
"""Of words: outside, the first and further words of a cue, and the first of content without a cue."""

ROLES = ("O", *(f"{place}-{role}" for role in ("content", "source") for place in "BIES"))
"""Of words, given an anchor."""

LOADED = ("O", "B", "I")
"""Of words: not loaded, the first word of a loaded term, and a further one."""
