"""From the model to the values of one template set: typed, frozen, with every decision made."""
