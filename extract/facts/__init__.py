"""From mentions to facts: whom a sentence speaks of, how things stand to each other, what a number measures."""
