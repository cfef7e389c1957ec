"""The Convolution lab: one input, kernels to edit, and what comes of them."""
