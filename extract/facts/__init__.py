"""From mentions to facts: whom a sentence speaks of, who stands in which relation to whom, and what a number measures."""
