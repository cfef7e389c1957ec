"""Torch's own verdict on a setting: the shape and values it gives, or None where it refuses."""

import warnings

import torch
import torch.nn.functional as F


def torch_convolution(image, weights, biases, settings):
    """The result as float64, or None. image: (channels, h, w) array."""
    x = torch.from_numpy(image).double()[None]
    weight, bias = torch.from_numpy(weights), torch.from_numpy(biases)
    padding = settings.padding
    try:
        if padding.is_same:
            return _same(x, weight, bias, settings)
        mode = {"zeros": "constant"}.get(padding.mode, padding.mode)
        x = F.pad(x, (padding.left, padding.right, padding.top, padding.bottom), mode)
        return F.conv2d(x, weight, bias, settings.stride, 0, settings.dilation)[0].numpy()
    except (RuntimeError, ValueError):
        return None


def _same(x, weight, bias, settings):
    kernels, channels, *size = weight.shape
    layer = torch.nn.Conv2d(
        channels, kernels, size, settings.stride, "same", settings.dilation,
        padding_mode=settings.padding.mode, dtype=torch.float64,
    )  # fmt: skip
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it copies the input for an even size
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
        return layer(x)[0].numpy()


def torch_pool(image, settings):
    """The pool's result, or None."""
    x = torch.from_numpy(image)[None]
    size, stride, padding = settings.size, settings.stride, settings.padding
    try:
        match settings.kind:
            case "max":
                return F.max_pool2d(x, size, stride, padding)[0].numpy()
            case "average":
                return F.avg_pool2d(x, size, stride, padding)[0].numpy()
            case "l2":
                return F.lp_pool2d(x, 2.0, size, stride)[0].numpy()
            case "global max":
                return x.amax((2, 3), keepdim=True)[0].numpy()
            case "global average":
                return x.mean((2, 3), keepdim=True)[0].numpy()
            case "adaptive max":
                return F.adaptive_max_pool2d(x, settings.target)[0].numpy()
            case "adaptive average":
                return F.adaptive_avg_pool2d(x, settings.target)[0].numpy()
    except RuntimeError:
        return None
