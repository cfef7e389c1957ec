"""Short lessons beside the convolution lab."""
