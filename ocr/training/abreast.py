"""Processes that train one network abreast on a CPU: each its own lines, all the same weights.

Small recurrent networks gain little from a second thread; a process for each core, with the gradients averaged at every step
(all-reduce through gloo), reads half as many lines again in the same time.
"""

from collections.abc import Callable
from pathlib import Path

import torch
import torch.distributed as dist
from torch import Tensor, nn


class Abreast:
    """Process `rank` of `count`; `meeting` is a file that does not exist yet, through which they find one another."""

    def __init__(self, rank: int, count: int, meeting: Path) -> None:
        self.rank = rank
        self.count = count
        if count > 1:
            dist.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=count)

    @property
    def first(self) -> bool:
        """Whether this is the process that checks and saves."""
        return self.rank == 0

    def share(self, net: nn.Module, facts: Tensor) -> Tensor:
        """Average the gradients of all processes in place; the sum of their `facts` (a few floats) comes back."""
        if self.count == 1:
            return facts
        gradients = [p.grad for p in net.parameters() if p.grad is not None]
        flat = torch.cat([*(g.reshape(-1) for g in gradients), facts])
        dist.all_reduce(flat)
        place = 0
        for gradient in gradients:
            gradient.copy_(flat[place : place + gradient.numel()].view_as(gradient) / self.count)
            place += gradient.numel()
        return flat[place:]


def start_others(count: int, meeting: Path, run: Callable[[Abreast], None]) -> None:
    """Start the processes behind the first; they end with it."""
    context = torch.multiprocessing.get_context("spawn")
    for rank in range(1, count):
        context.Process(target=_run, args=(rank, count, meeting, run), daemon=True).start()


def _run(rank: int, count: int, meeting: Path, run: Callable[[Abreast], None]) -> None:
    run(Abreast(rank, count, meeting))
