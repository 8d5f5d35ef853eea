"""Train the line recogniser, from scratch or on from a checkpoint, on the CPU or a CUDA GPU.

    python -m ocr.training.train --data FOLDER --out RUN.pt --minutes 60
    python -m ocr.training.train --data FOLDER --out RUN.pt --minutes 120 --rate 5e-4     (goes on where it stopped)

FOLDER holds packs: `synth_*` and `journal_train*` to learn from, `journal_held`, `books` and `val_*` for the learning curve. The
learning rate follows one cycle over the minutes of training between the start (or `--restart`) and `--minutes`; checks do not
count. A checkpoint holds weights, their moving average (the weights that are used), the optimiser and the clock; it is written
whole every `--check` minutes and when the run is told to stop (SIGTERM, Ctrl-C). Every check adds a line of scores to
`RUN.curve.jsonl`. On a CPU `--processes` of one thread each train abreast.
"""

import argparse
import json
import math
import random
import signal
import tempfile
import time
from collections import deque
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from ocr.line_image import HEIGHT, MARGIN
from ocr.training.abreast import Abreast, start_others
from ocr.training.batches import LineSource, Mixture, collate, vary
from ocr.training.model import STRIDE, LineNet
from ocr.training.packs import Pack, Pixels, pack_paths
from ocr.training.score import LogProbs, score_pack

WARM_UP = 0.03
CURRICULUM = ((32_000, 420), (50_000, 900))
"""(up to so many lines seen, only lines so wide): counted in lines, since a busy machine makes minutes worth little."""
WIDEST = 2400
AVERAGE_DECAY = 0.998


@dataclass
class Clock:
    """How far a run has come; `begun_at` is where the present cycle of the learning rate began."""

    steps: int = 0
    lines: int = 0
    seconds: float = 0.0
    begun_at: float = 0.0


def torch_predictor(net: LineNet, device: torch.device) -> "TorchPredictor":
    """See `TorchPredictor`."""
    return TorchPredictor(net, device)


class TorchPredictor:
    """A network as a `score.Predict`."""

    def __init__(self, net: LineNet, device: torch.device) -> None:
        self.net = net.eval()
        self.device = device

    def __call__(self, pictures: Sequence[Pixels]) -> list[LogProbs]:
        widths = [p.shape[1] + 2 * MARGIN for p in pictures]
        batch = torch.zeros((len(pictures), 1, HEIGHT, max(widths)))
        for number, picture in enumerate(pictures):
            batch[number, 0, :, MARGIN : MARGIN + picture.shape[1]] = torch.from_numpy(picture.copy()).float() / 255
        with torch.inference_mode():
            log_probs = self.net(batch.to(self.device)).float().cpu().numpy()
        return [log_probs[: -(-width // STRIDE), number] for number, width in enumerate(widths)]


class Trainer:
    """One run: network, moving average, optimiser, clock, checkpoint."""

    def __init__(self, arguments: argparse.Namespace, abreast: Abreast) -> None:
        self.arguments = arguments
        self.abreast = abreast
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(arguments.seed)
        if self.device.type == "cuda":
            torch.backends.cudnn.benchmark = False  # widths change with every batch
            torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
        self.net = LineNet().to(self.device).to(memory_format=torch.channels_last)
        self.average = LineNet().to(self.device)
        self.average.load_state_dict(self.net.state_dict())
        self.optimiser = torch.optim.AdamW(
            self.net.parameters(), arguments.rate, weight_decay=1e-3, fused=self.device.type == "cuda"
        )
        self.clock = Clock()
        self.stopped = False
        self.done = 0.0
        self.losses: deque[Tensor] = deque(maxlen=200)
        if arguments.out.exists():
            self._resume()
        seed = arguments.seed + self.clock.steps + 1_000_003 * abreast.rank
        self.chance = random.Random(seed)
        torch.manual_seed(seed)
        self.source = LineSource(arguments.data, self.chance)

    def _resume(self) -> None:
        kept = torch.load(self.arguments.out, map_location=self.device, weights_only=True)
        self.net.load_state_dict(kept["net"])
        self.average.load_state_dict(kept["average"])
        self.optimiser.load_state_dict(kept["optimiser"])
        self.clock = Clock(**kept["clock"])
        if self.arguments.restart:
            self.clock.begun_at = self.clock.seconds

    def save(self) -> None:
        """Replace the checkpoint."""
        part = self.arguments.out.with_suffix(".part")
        torch.save(
            {
                "net": self.net.state_dict(),
                "average": self.average.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "clock": asdict(self.clock),
                "arguments": {k: str(v) for k, v in vars(self.arguments).items()},
            },
            part,
        )
        part.replace(self.arguments.out)

    def progress(self) -> float:
        """Part of the present cycle that is done, 0 to 1."""
        whole = self.arguments.minutes * 60 - self.clock.begun_at
        return min(1.0, (self.clock.seconds - self.clock.begun_at) / whole) if whole > 0 else 1.0

    def _mixture(self) -> Mixture:
        """Short lines first: they align sooner, which saves much of the early time."""
        arguments, seen = self.arguments, self.clock.lines
        widest = next((width for lines, width in CURRICULUM if seen < lines), WIDEST)
        return Mixture(arguments.round if widest == WIDEST else 4000, arguments.scanned, arguments.area, widest)

    def _set_rate(self) -> None:
        done = self.done
        fall = 0.5 + 0.5 * math.cos(math.pi * (done - WARM_UP) / (1 - WARM_UP))
        for group in self.optimiser.param_groups:
            group["lr"] = self.arguments.rate * (done / WARM_UP if done < WARM_UP else fall) + 1e-5

    def _precision(self) -> AbstractContextManager[object]:
        wanted = self.arguments.precision == "bf16" or (self.arguments.precision == "auto" and self.device.type == "cuda")
        return torch.autocast(self.device.type, torch.bfloat16, enabled=wanted)

    def step(self, lines: list[tuple[Pack, int]]) -> None:
        """One batch forth and back."""
        batch = collate(lines)
        pictures, widths = vary(batch, self.chance, self.device)
        with self._precision():
            log_probs = self.net(pictures.contiguous(memory_format=torch.channels_last))
        frames = ((widths + STRIDE - 1) // STRIDE).clamp(max=log_probs.shape[0])
        classes = batch.classes.to(self.device, non_blocking=True)
        loss = F.ctc_loss(log_probs.float(), classes, frames, batch.lengths, zero_infinity=True)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        mine = [len(lines), self.progress() if self.abreast.first else 0.0, self.stopped]
        facts = torch.tensor(mine, dtype=torch.float32, device=self.device)
        seen, self.done, stopped = self.abreast.share(self.net, facts).tolist()
        self.stopped = bool(stopped)  # all at the same step
        self._set_rate()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimiser.step()
        self.clock.steps += 1
        self.clock.lines += int(seen)
        self.losses.append(loss.detach())  # not .item(): that would make a GPU wait at every step
        self._average_weights()

    @torch.no_grad()
    def _average_weights(self) -> None:
        decay = min(AVERAGE_DECAY, (1 + self.clock.steps) / (10 + self.clock.steps))
        for mean, now in zip(self.average.state_dict().values(), self.net.state_dict().values(), strict=True):
            if mean.dtype.is_floating_point:
                mean.lerp_(now, 1 - decay)
            else:
                mean.copy_(now)

    def loss(self) -> float:
        """Mean loss of the last steps."""
        return float(torch.stack(list(self.losses)).mean()) if self.losses else math.nan

    def _say(self) -> None:
        minutes, clock = self.clock.seconds / 60, self.clock
        print(f"{minutes:.1f} min, step {clock.steps}, {clock.lines} lines, loss {self.loss():.3f}", flush=True)

    def check(self) -> None:
        """Save, then score the averaged weights on the validation packs and add to the curve."""
        self.save()
        predict = torch_predictor(self.average, self.device)
        report: dict[str, object] = {
            "minutes": round(self.clock.seconds / 60, 1),
            "lines": self.clock.lines,
            "loss": round(self.loss(), 3),
        }
        for path in pack_paths(self.arguments.data):
            if path.name in ("journal_held", "books") or path.name.startswith("val_"):
                summary = score_pack(predict, Pack(path), self.arguments.check_lines).summary()
                report[path.name] = [summary["cer"], summary["folded"], summary["numbers"]]
        print(json.dumps(report), flush=True)
        with self.arguments.out.with_suffix(".curve.jsonl").open("a", encoding="utf-8") as curve:
            curve.write(json.dumps(report) + "\n")

    def run(self) -> None:
        """Train until the minutes are used up; the first process checks and saves, the others wait for it meanwhile."""
        self.net.train()
        begun, checked = time.monotonic() - self.clock.seconds, self.clock.seconds
        self.done = self.progress()
        while self.done < 1 and not self.stopped:
            for lines in self.source.round(self._mixture()):
                self.step(lines)
                self.clock.seconds = time.monotonic() - begun
                if self.done >= 1 or self.stopped:
                    break
                if self.abreast.first and self.clock.steps % 100 == 0:
                    self._say()
                if self.abreast.first and self.clock.seconds - checked > self.arguments.check * 60:
                    self.check()
                    checked = self.clock.seconds
                    begun = time.monotonic() - self.clock.seconds
        if self.abreast.first and self.stopped:
            self.save()
        elif self.abreast.first:
            self.check()

    def stop(self, *_: object) -> None:
        """Signal handler: end after the present step, with a checkpoint."""
        self.stopped = True


def parse(words: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line's arguments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, required=True, help="of training in all, earlier pieces included")
    parser.add_argument("--rate", type=float, default=2.5e-3, help="highest learning rate")
    parser.add_argument(
        "--restart", action="store_true", help="begin a new cycle of the learning rate where the checkpoint stopped"
    )
    parser.add_argument("--area", type=int, default=20000, help="columns in a batch; 400000 suits a large GPU")
    parser.add_argument("--round", type=int, default=16000, help="lines between two drawings from the packs")
    parser.add_argument("--scanned", type=float, default=0.25, help="share of scanned lines")
    parser.add_argument("--precision", choices=["auto", "bf16", "float"], default="auto", help="auto: bf16 on a GPU alone")
    parser.add_argument("--check", type=float, default=6, help="minutes between checks")
    parser.add_argument("--check-lines", type=int, default=120, help="lines of each pack read at a check")
    parser.add_argument("--processes", type=int, default=1, help="trained abreast, on a CPU: one for each core")
    parser.add_argument("--threads", type=int, help="of each process; default: 2, or 1 where several train abreast")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(words)


def train(arguments: argparse.Namespace, abreast: Abreast) -> None:
    """One process of a run."""
    torch.set_num_threads(arguments.threads or (2 if abreast.count == 1 else 1))
    trainer = Trainer(arguments, abreast)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, trainer.stop if abreast.first else signal.SIG_IGN)
    trainer.run()


def main() -> None:
    """Command line: see the module's docstring."""
    arguments = parse()
    with tempfile.TemporaryDirectory() as folder:
        meeting = Path(folder) / "meeting"
        start_others(arguments.processes, meeting, partial(train, arguments))
        train(arguments, Abreast(0, arguments.processes, meeting))


if __name__ == "__main__":
    main()
