"""The header of a safetensors file. The library writes its own keys (`__metadata__`) in an order that changes from run to run."""

import json
import struct


def sorted_header(data):
    """The same file with the header's own keys in the order of their names, so that one model is always the same bytes."""
    (size,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + size])
    # tensors keep their order: it is that of their offsets
    own = header.pop("__metadata__", {})
    header = {"__metadata__": dict(sorted(own.items())), **header}
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    # tensors begin at a multiple of eight, as the format asks
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data[8 + size :]
