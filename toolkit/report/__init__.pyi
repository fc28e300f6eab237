# Every public name and where it is defined, as in `toolkit/__init__.pyi`.
from . import tables as tables
from .article import FRAMES_CAPTION as FRAMES_CAPTION
from .groups import KEY_MEASURES as KEY_MEASURES
from .page import article_fragment as article_fragment, write as write
