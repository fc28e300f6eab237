"""Models of words, sentences and whole texts: how they are applied and fitted.

Three modules read every article: `sentence_words` holds what a model sees of many sentences, `word_model` says which words
annotators would mark as loaded, and `sentence_model` which sentences they would mark as biased. For fitting them,
`word_vectors` describes words that were not learned, and `word_fitting` learns the weight of each word. For frames of whole
texts, `text_features` counts stems, categories and letters, and `embeddings` makes vectors with a model that the user has.
For genres, `genre_features` is what of an article tells them, and `genre_model` decides. `estimators`, `frames`
(which are `linear_frames`) and `genres` are the scikit-learn estimators. `model_files` are plain arrays on disk, and
`persistence` saves and loads an estimator.
"""
