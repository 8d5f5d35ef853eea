"""Training of the line recogniser: fonts, synthetic lines, scanned lines, the network, its training, export and scores.

Needs the extra `training` (PyTorch, ONNX); nothing else in the program imports it. `README.md` beside this file is the recipe.
"""
