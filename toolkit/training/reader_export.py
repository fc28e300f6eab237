"""Writes the accurate reader as it is applied: the encoder in eight bits for onnxruntime, and its heads as plain arrays."""

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ..annotation.encoder import ENCODER, HEADS, TOKENIZER
from ..annotation.loaded.targets import FILE as TARGETS
from ..annotation.windows import LENGTH
from ..files import atomic
from .reader_network import ReaderNetwork

_OPERATORS = 17  # the version of ONNX's operators
_ENCODER_PARTS = ("encoder.", "marks.")


class _States(nn.Module):
    """The encoder alone, with marks among its inputs."""

    def __init__(self, network: ReaderNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, marks: Tensor, mask: Tensor) -> Tensor:
        return self.network.states(ids, marks, mask)


def export_reader(network: ReaderNetwork, tokenizer: Any, folder: Path, *, length: int = LENGTH) -> None:
    """Write the encoder, its heads and its tokenizer into a folder, where `annotation.encoder.Encoder` finds them.

    `length` is that of the windows that it learned from, and that it is to read.
    """
    network.eval()
    with TemporaryDirectory() as scratch:
        _export_encoder(network, Path(scratch), folder / ENCODER)
    arrays = {name: of.numpy() for name, of in network.state_dict().items() if not name.startswith(_ENCODER_PARTS)}
    arrays["length"] = np.array(length)
    with atomic(folder / HEADS, "wb") as file:
        np.savez_compressed(file, **{name: array.astype(np.float16) for name, array in arrays.items()})
    tokenizer.save(str(folder / TOKENIZER), pretty=False)
    (folder / TARGETS).unlink(missing_ok=True)  # it was learned from the states of another encoder


def _export_encoder(network: ReaderNetwork, scratch: Path, output: Path) -> None:
    """The encoder with fused operators and weights of eight bits, each column of a matrix with a scale of its own."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers import optimizer

    network.encoder.config._attn_implementation = "eager"
    ids = torch.ones((2, 8), dtype=torch.long)
    axes = {0: "windows", 1: "pieces"}
    names = ["ids", "marks", "mask"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _States(network),
            (ids, torch.zeros_like(ids), ids),
            str(scratch / "whole.onnx"),
            input_names=names,
            output_names=["states"],
            dynamic_axes=dict.fromkeys([*names, "states"], axes),
            dynamo=False,
            opset_version=_OPERATORS,
        )
    config = network.encoder.config
    fused = optimizer.optimize_model(
        str(scratch / "whole.onnx"), "bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size, opt_level=0
    )
    fused.save_model_to_file(str(scratch / "fused.onnx"))
    options = {"DefaultTensorType": onnx.TensorProto.FLOAT}
    quantize_dynamic(
        str(scratch / "fused.onnx"),
        str(scratch / "small.onnx"),
        per_channel=True,
        weight_type=QuantType.QInt8,
        extra_options=options,
    )
    with atomic(output, "wb") as file:
        file.write((scratch / "small.onnx").read_bytes())
