"""The recipes that digitpad offers by name."""

from digitpad.training.recipe import Recipe

# The tutorial's own: 48,000 images to train with, the last 12,000 to validate.
TUTORIAL_RECIPE = Recipe(
    name="tutorial",
    epochs=10,
    batch_size=64,
    optimiser="sgd",
    learning_rate=0.01,
    momentum=0.5,
    validation=0.2,
)

# The bundled model's: MNIST, deformed, and synthetic handwriting of people from elsewhere.
ROBUST_RECIPE = Recipe(
    name="robust",
    epochs=60,
    batch_size=128,
    optimiser="adamw",
    learning_rate=0.006,
    momentum=0.9,
    validation=0.0,
    schedule="one-cycle",
    weight_decay=0.1,
    dropout=0.0,
    augmentation="deform",
    averaging=0.999,
    keep_best=False,
    synthetic=0.15,
    not_digits=0.02,
)

# 99.0 % of MNIST's test set soonest on two processor cores: tests/bench/training.py.
FAST_RECIPE = Recipe(
    name="fast",
    epochs=2,
    epoch_samples=36_000,
    batch_size=96,
    optimiser="adamw",
    learning_rate=0.01,
    momentum=0.85,
    validation=1 / 30,
    schedule="one-cycle",
    weight_decay=0.05,
    label_smoothing=0.05,
    dropout=0.0,
    augmentation="shift",
    keep_best=False,
)

# The most of a data set's own test set, for those who have an hour.
ACCURATE_RECIPE = Recipe(
    name="accurate",
    epochs=24,
    batch_size=128,
    optimiser="adamw",
    learning_rate=0.004,
    momentum=0.9,
    validation=0.0,
    schedule="one-cycle",
    weight_decay=0.1,
    label_smoothing=0.1,
    augmentation="deform",
    averaging=0.999,
    keep_best=False,
)

RECIPES = {
    recipe.name: recipe for recipe in (FAST_RECIPE, TUTORIAL_RECIPE, ACCURATE_RECIPE, ROBUST_RECIPE)
}
