"""Models of words, sentences and whole texts: as they are applied and fitted.

What reads every article: `sentence_words` is what a model sees of many sentences, `word_model` says which words annotators
would mark as loaded, `sentence_model` which sentences they would mark as biased. What fits them: `word_vectors` is what is
known of words that were not taught, `word_fitting` learns what a word is worth. For frames of whole texts, `text_features`
counts what is in them, and `embeddings` makes vectors by a model that the user has. `estimators` and `frames` are the
scikit-learn estimators. `model_files` are plain arrays on disk, and `persistence` saves and loads an estimator.
"""
