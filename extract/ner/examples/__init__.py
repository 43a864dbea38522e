"""What the tagger learns from: annotated texts, sentences of FinRE, and made-up sentences."""
