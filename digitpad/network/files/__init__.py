"""Networks as files: checkpoints, a library of them, files of other programs."""
