import pytest

import toolkit as tk

TEXT = (
    "“The brutal regime 💥 has lost,” Ada Hall, the minister of defence, said on Monday.\r\n\r\n"
    "The so-called “liberators” perhaps fled the town. "
    "Resident Ben Abay told reporters that thugs killed 12 people near the bridge.\n"
    "It donâ€™t rain."
)


@pytest.fixture(scope="session")
def articles():
    """Two articles: one with an emoji, scare quotes and an error of encoding, and one without anything."""
    rows = [
        {"id": "a/1", "text": TEXT, "title": "Puppet regime falls", "outlet": "Wire", "date": "2017-03-01"},
        {"id": "b", "text": "It rained.", "title": "Rain", "outlet": "Post", "date": None},
    ]
    return list(tk.articles_in(rows))


@pytest.fixture(scope="session")
def documents(articles):
    return tk.annotate(articles)
