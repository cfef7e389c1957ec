"""The Convolution lab."""
