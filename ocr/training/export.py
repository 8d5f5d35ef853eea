"""Checkpoint -> ONNX, with the character set and the height in its metadata, checked against PyTorch.

    python -m ocr.training.export RUN.pt ocr/models/line_reader.onnx

Input `image` (N, 1, 64, W) float32 (ink 1, paper 0, W a multiple of 4), output `log_probs` (W / 4, N, CLASSES). The averaged
weights are exported. Exits with 1 where a probability differs by more than 0.001 from PyTorch's.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from ocr.charset import CHARS
from ocr.line_image import HEIGHT
from ocr.training.model import LineNet

MOST_DIFFERENCE = 1e-3


def load_averaged(checkpoint: Path) -> tuple[LineNet, dict[str, float]]:
    """The averaged weights of a checkpoint and its clock."""
    kept = torch.load(checkpoint, map_location="cpu", weights_only=True)
    net = LineNet()
    net.load_state_dict(kept["average"])
    return net.eval(), kept["clock"]


def export(net: LineNet, clock: dict[str, float], out: Path) -> None:
    """Write the ONNX file."""
    axes = {"image": {0: "lines", 3: "columns"}, "log_probs": {0: "frames", 1: "lines"}}
    example = torch.rand(2, 1, HEIGHT, 320)
    torch.onnx.export(
        net,
        (example,),
        str(out),
        input_names=["image"],
        output_names=["log_probs"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load(str(out))
    facts = {"charset": CHARS, "height": str(HEIGHT), "lines_seen": str(int(clock["lines"])), "steps": str(int(clock["steps"]))}
    onnx.helper.set_model_props(model, facts)
    onnx.save(model, str(out))


def largest_difference(net: LineNet, path: Path) -> float:
    """Largest difference of a probability between PyTorch and the ONNX file, over several shapes."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    worst = 0.0
    for lines, columns in ((1, 64), (1, 900), (3, 600), (8, 1600)):
        image = torch.rand(lines, 1, HEIGHT, columns)
        with torch.inference_mode():
            wanted = net(image).exp().numpy()
        (found,) = session.run(None, {"image": image.numpy()})
        worst = max(worst, float(np.abs(np.exp(found) - wanted).max()))
    return worst


def main() -> None:
    """Command line: see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    net, clock = load_averaged(arguments.checkpoint)
    export(net, clock, arguments.out)
    worst = largest_difference(net, arguments.out)
    print(f"{arguments.out.name}: {arguments.out.stat().st_size / 1e6:.1f} MB, largest difference of a probability {worst:.6f}")
    sys.exit(worst > MOST_DIFFERENCE)


if __name__ == "__main__":
    main()
