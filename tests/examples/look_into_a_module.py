"""A module of one's own, looked into cell by cell as in a notebook."""

# %% A network as tutorials have it

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import digitpad


class Net(nn.Module):
    """Two convolutions and two fully connected layers."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.fc1 = nn.Linear(784, 32)
        self.fc2 = nn.Linear(32, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return logits."""
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


torch.manual_seed(1)
net = Net()

# %% A 1, as it might be drawn

image = np.zeros((28, 28), np.float32)
image[4:24, 13:16] = 1

# %% What every operation gives

trace = digitpad.trace(net, image)
for layer in trace.layers:
    print(f"{layer.name:14} {layer.kind:14} {layer.shape}  after {', '.join(layer.inputs)}")

# %% One value, taken apart, and the pixels that it depends on

value = trace.value("conv1", (3, 10, 13))
print(value.text)
field = trace.receptive_field("conv2", (0, 7, 7))
print(f"a value of conv2 sees {field.sum()} pixels")

# %% The same by torch

with torch.no_grad():
    expected = net.conv1((torch.from_numpy(image)[None, None] - 0.1307) / 0.3081)[0]
print("largest difference", float(np.abs(trace["conv1"].output - expected.numpy()).max()))

# %% What is written

answer = digitpad.read(255 - np.uint8(image * 255))
print(f"it is a {answer.text}, {answer.confidence:.0%}")

# %% The window: draw into the network, click any number

if __name__ == "__main__":
    digitpad.show(net, image=image)
