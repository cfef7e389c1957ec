"""torchvision, imported here alone: a build that does not fit torch fails at its import."""


def why_no_torchvision() -> str | None:
    """Return a sentence that tells why torchvision cannot be used, or None when it can.

    Nothing that digitpad does today needs it; its data sets will.
    """
    try:
        import torchvision  # noqa: F401
    except ImportError:
        return "torchvision is not installed; only its extra data sets need it"
    except RuntimeError as error:
        # The package index's build expects CUDA's torch: "operator torchvision::nms does not exist"
        return (
            f"torchvision does not fit this build of torch ({error}); only its extra data sets "
            "need it. Install torch and torchvision from the same place"
        )
    return None
