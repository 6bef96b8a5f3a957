"""How the parts of a rulebook are written: what was added later and says what holds anyway is left out."""

from collections.abc import Mapping
from typing import Any

import msgspec


def written(part: Any, first: Mapping[type, int]) -> Any:
    """A part as plain lists.

    first   how many fields each type had when it was first written into a journal; later ones stand at the end, with a
            default
    """
    if isinstance(part, msgspec.Struct):
        cells, kept = [getattr(part, field) for field in part.__struct_fields__], first.get(type(part), 0)
        for default in reversed(part.__struct_defaults__):
            usual = default.factory() if hasattr(default, "factory") else default
            if len(cells) <= kept or cells[-1] != usual:
                break
            cells.pop()
        tag = part.__struct_config__.tag
        return [*([] if tag is None else [tag]), *(written(cell, first) for cell in cells)]
    if isinstance(part, dict):
        return {name: written(cell, first) for name, cell in part.items()}
    return [written(cell, first) for cell in part] if isinstance(part, tuple) else msgspec.to_builtins(part)
