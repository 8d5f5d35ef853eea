"""The network: a small convolutional net over the line picture, two bidirectional LSTMs along it, CTC output."""

import torch
from torch import Tensor, nn

from ocr.charset import CLASSES

STRIDE = 4
"""Columns of the picture per output frame."""


def _block(inputs: int, outputs: int, kernel: int, stride: tuple[int, int], pool: tuple[int, int] | None) -> list[nn.Module]:
    parts: list[nn.Module] = [
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    ]
    return [*parts, nn.MaxPool2d(pool)] if pool else parts


class LineNet(nn.Module):
    """Picture (N, 1, 64, W) float, ink 1 on paper 0 -> log-probabilities (T, N, CLASSES), T = W // 4, left to right.

    The first layers look at half the width and half the height, where the dots of letters are still apart; most of the work is
    done at a quarter of the width, so the cost per page stays that of a net for lower pictures.
    """

    def __init__(self, classes: int = CLASSES, features: int = 192, hidden: int = 128) -> None:
        super().__init__()
        self.body = nn.Sequential(
            *_block(1, 24, 5, (2, 2), None),  # 32 rows, W / 2
            *_block(24, 48, 3, (1, 1), (2, 2)),  # 16 rows, W / 4
            *_block(48, 80, 3, (1, 1), (2, 1)),  # 8 rows
            *_block(80, 112, 3, (1, 1), (2, 1)),  # 4 rows
            *_block(112, 128, 3, (1, 1), None),
        )
        self.squeeze = nn.Sequential(
            nn.Conv2d(128, features, (4, 1), bias=False), nn.BatchNorm2d(features), nn.ReLU(inplace=True)
        )
        self.drop = nn.Dropout(0.1)
        self.lstm = nn.LSTM(features, hidden, num_layers=2, bidirectional=True, dropout=0.1)
        self.out = nn.Linear(2 * hidden, classes)

    def forward(self, pictures: Tensor) -> Tensor:
        """See the class."""
        frames = self.squeeze(self.body(pictures)).squeeze(2).permute(2, 0, 1)
        context, _ = self.lstm(self.drop(frames))
        return torch.log_softmax(self.out(context).float(), -1)
