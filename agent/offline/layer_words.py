"""How is a layer said inside a turn of speech: "the closed hats", "my kick"?"""

from __future__ import annotations

import re
from typing import Final

from agent.offline.vocabulary import WORDS

_LAYERS: Final = sorted(
    {word for key, words in WORDS.items() if key.startswith("layer ") for word in words}, key=len, reverse=True
)
LAYER: Final = rf"(?:the |my |our |this |that )?(?:{'|'.join(map(re.escape, _LAYERS))})"
"""A layer as it is said, or all of them."""
_SOME: Final = [word for word in _LAYERS if word not in WORDS["layer all"]]
ONE_LAYER: Final = rf"(?:the |my |our |this |that )?(?:{'|'.join(map(re.escape, _SOME))})"
"""A layer as it is said, which is not all of them."""
