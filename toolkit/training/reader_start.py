"""The network of a reader that is there already, so that training goes on from what it has learned."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

from ..annotation.encoder import ENCODER, HEADS
from ..errors import ModelError
from ..files import arrays_in
from ..statistics.arrays import Singles
from .reader_network import ReaderNetwork, untrained

_EMBEDDINGS = ("word", "token_type", "position")
_QUANTIZED, _ENCODER = "_quantized", "network."  # how the file names the weights of eight bits, and those of the encoder
_ATTENTION = ("query", "key", "value")
_DENSE = ("attention.output.dense", "intermediate.dense", "output.dense")


def network_of(folder: Path) -> ReaderNetwork:
    """The network of a reader, from the folder that `export_reader` wrote, with dropout for further training.

    Its weights are those of the file, of eight bits: what was lost when they were rounded stays lost, which changes few of its
    answers. Raises ModelError where the files are not those of a reader.
    """
    try:
        stored = _Stored.of(folder / ENCODER)
        weights = {**dict(stored.weights()), **arrays_in(folder / HEADS)}
        network = untrained(stored.sizes())
        named = {name: torch.tensor(np.array(weights[name], dtype=np.float32)) for name in network.state_dict()}
        network.load_state_dict(named)
    except (KeyError, IndexError, ValueError, RuntimeError) as error:
        raise ModelError(
            f"{folder}: not a reader to go on from ({error}); name a folder that `framing train reader` wrote"
        ) from None
    return network


def keep_some(network: ReaderNetwork, before: ReaderNetwork, share: float) -> None:
    """Mix the weights of a network with a share of those from before it went on (Wortsman et al. 2022, Robust fine-tuning of
    zero-shot models): it keeps most of what it learned anew, and forgets less of what it knew."""
    with torch.no_grad():
        for weight, earlier in zip(network.parameters(), before.parameters(), strict=True):
            weight.lerp_(earlier, share)


class _Stored(NamedTuple):
    """The arrays of an encoder's file, and the nodes that are applied to them, in order."""

    arrays: dict[str, Any]
    nodes: list[Any]

    @classmethod
    def of(cls, path: Path) -> "_Stored":
        import onnx
        from onnx.numpy_helper import to_array

        try:
            graph = onnx.load(str(path)).graph
        except Exception as error:  # onnx raises classes of the library that it parses with
            raise ValueError(str(error)) from None
        return cls({one.name: to_array(one) for one in graph.initializer}, list(graph.node))

    def sizes(self) -> dict[str, int]:
        """The sizes of the encoder, as the transformers library names them."""
        (vocabulary, width), (types, _), (positions, _) = (
            self.arrays[f"{_ENCODER}encoder.embeddings.{kind}_embeddings.weight{_QUANTIZED}"].shape for kind in _EMBEDDINGS
        )
        layers = self._applied("QAttention")
        heads = next(attribute.i for attribute in layers[0].attribute if attribute.name == "num_heads")
        return {
            "vocab_size": vocabulary,
            "hidden_size": width,
            "max_position_embeddings": positions,
            "type_vocab_size": types,
            "num_hidden_layers": len(layers),
            "num_attention_heads": heads,
            "intermediate_size": self.arrays[self._applied("MatMulInteger")[1].input[1]].shape[1],
        }

    def weights(self) -> Iterator[tuple[str, Singles]]:
        """The weights of the encoder and of its marks, by their names in the network."""
        for name, array in self.arrays.items():
            if name.startswith(_ENCODER) and name.endswith((".weight", ".bias")):
                yield name.removeprefix(_ENCODER), array
        for name in ("marks", *(f"encoder.embeddings.{kind}_embeddings" for kind in _EMBEDDINGS)):
            yield f"{name}.weight", self._whole(f"{_ENCODER}{name}.weight")
        matrices = self._applied("MatMulInteger")
        for number, attention in enumerate(self._applied("QAttention")):
            layer = f"encoder.encoder.layer.{number}."
            both = (self._matrix(attention).T, self.arrays[attention.input[2]])
            for kind, weight, bias in zip(_ATTENTION, *map(partial(np.split, indices_or_sections=3), both), strict=True):
                yield f"{layer}attention.self.{kind}.weight", weight
                yield f"{layer}attention.self.{kind}.bias", bias
            for name, node in zip(_DENSE, matrices[len(_DENSE) * number :], strict=False):
                yield f"{layer}{name}.weight", self._matrix(node).T

    def _applied(self, operator: str) -> list[Any]:
        return [node for node in self.nodes if node.op_type == operator]

    def _matrix(self, node: Any) -> Singles:
        """The matrix that a node multiplies by."""
        return self._whole(node.input[1].removesuffix(_QUANTIZED))

    def _whole(self, name: str) -> Singles:
        """An array of eight bits as the numbers that it stands for."""
        rounded, scale, zero = (self.arrays[name + part] for part in (_QUANTIZED, "_scale", "_zero_point"))
        whole: Singles = (rounded.astype(np.float32) - zero.astype(np.float32)) * scale
        return whole
