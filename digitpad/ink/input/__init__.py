"""From ink to the network's input: rendered, framed as MNIST is, step by step."""
