"""From a call to an answer: which profile, with which values, in which order, at which cost."""
