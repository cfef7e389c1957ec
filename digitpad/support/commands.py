"""The commands of the command line, each with what it does; no command at all opens the window."""

from digitpad.support.messages import Text

COMMANDS = {
    "predict": Text("read the digits in pictures"),
    "explain": Text("write what each layer makes of a picture"),
    "train": Text("train a network"),
    "experiment": Text("train several networks or recipes one after the other, and compare"),
    "export": Text("write a model as other programs take it"),
    "evaluate": Text("test a model on a data set's test images"),
    "fetch": Text("download a data set"),
    "snapshot": Text("draw the window into a picture, offscreen"),
    "doctor": Text("say what is wrong here, and how to mend it"),
    "selftest": Text("check this installation"),
}
