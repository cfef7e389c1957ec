"""The convolution lab without its window: inputs, kernels, windows, results, pools, steps."""
