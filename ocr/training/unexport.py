"""ONNX -> checkpoint: an exported network as the start of a further run, where its own checkpoint is not at hand.

    python -m ocr.training.unexport ocr/models/line_reader.onnx RUN.pt --data FOLDER

The exporter folds batch normalisation into the convolutions. Each is unfolded again with the mean and variance that its
convolution has on lines of FOLDER, so that the network computes what it computed and can be trained on. The optimiser starts
afresh; steps and lines seen are taken from the file.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from ocr.charset import CHARS
from ocr.training.batches import LineSource, Mixture, collate, vary
from ocr.training.export import MOST_DIFFERENCE, largest_difference
from ocr.training.model import LineNet

_SAMPLE = Mixture(lines=1500, scanned=0.25, area=60_000, widest=2400)


def _operands(model: onnx.ModelProto, kind: str) -> Iterator[list[Tensor]]:
    """The constant operands of each node of a kind, in order."""
    constants = {c.name: torch.from_numpy(numpy_helper.to_array(c).copy()) for c in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == kind:
            yield [constants[name] for name in node.input if name in constants]


def _load_convolutions(net: LineNet, model: onnx.ModelProto, pictures: Tensor) -> None:
    folded = _operands(model, "Conv")
    layers = [*net.body, *net.squeeze]
    for place, layer in enumerate(layers):
        if isinstance(layer, nn.BatchNorm2d):
            continue
        if isinstance(layer, nn.Conv2d):
            weight, bias = next(folded)
            norm = layers[place + 1]
            layer.weight.copy_(weight)
            pictures = layer(pictures)
            mean, variance = pictures.mean((0, 2, 3)), pictures.var((0, 2, 3))
            norm.running_mean.copy_(mean)
            norm.running_var.copy_(variance)
            norm.weight.copy_((variance + norm.eps).sqrt())
            norm.bias.copy_(bias + mean)
            pictures = pictures + bias[:, None, None]
        else:
            pictures = layer(pictures)


def _gates(of_onnx: Tensor) -> Tensor:
    """Gates in ONNX's order (input, output, forget, cell) -> PyTorch's (input, forget, cell, output)."""
    i, o, f, c = of_onnx.chunk(4)
    return torch.cat([i, f, c, o])


def _load_lstms(net: LineNet, model: onnx.ModelProto) -> None:
    for number, (inputs, hidden, biases) in enumerate(_operands(model, "LSTM")):
        for direction, ending in enumerate(("", "_reverse")):
            name = f"l{number}{ending}"
            bias_in, bias_hidden = biases[direction].chunk(2)
            getattr(net.lstm, f"weight_ih_{name}").copy_(_gates(inputs[direction]))
            getattr(net.lstm, f"weight_hh_{name}").copy_(_gates(hidden[direction]))
            getattr(net.lstm, f"bias_ih_{name}").copy_(_gates(bias_in))
            getattr(net.lstm, f"bias_hh_{name}").copy_(_gates(bias_hidden))


@torch.no_grad()
def unexport(model: onnx.ModelProto, data: Path) -> LineNet:
    """The network of a file that `export` wrote. ValueError where its character set is another."""
    facts = {fact.key: fact.value for fact in model.metadata_props}
    if facts.get("charset") != CHARS:
        raise ValueError("the file's character set is not this project's present one")
    chance = random.Random(1)
    batch = collate(LineSource(data, chance).round(_SAMPLE)[0])
    net = LineNet().eval()
    _load_convolutions(net, model, vary(batch, chance, torch.device("cpu"))[0])
    _load_lstms(net, model)
    ((weight,),) = _operands(model, "MatMul")
    net.out.weight.copy_(weight.T)
    net.out.bias.copy_(next(bias for (bias,) in _operands(model, "Add")))
    return net


def main() -> None:
    """Command line: see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    model = onnx.load(str(arguments.network))
    net = unexport(model, arguments.data)
    worst = largest_difference(net, arguments.network)
    print(f"largest difference of a probability {worst:.6f}")
    if worst > MOST_DIFFERENCE:
        sys.exit(1)
    facts = {fact.key: fact.value for fact in model.metadata_props}
    optimiser = torch.optim.AdamW(net.parameters(), weight_decay=1e-3)
    clock = {"steps": int(facts["steps"]), "lines": int(facts["lines_seen"]), "seconds": 0.0, "begun_at": 0.0}
    kept = {"net": net.state_dict(), "average": net.state_dict(), "optimiser": optimiser.state_dict(), "clock": clock}
    torch.save(kept, arguments.checkpoint)


if __name__ == "__main__":
    main()
