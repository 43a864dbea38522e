"""The picture of the network: where things lie, and how pyvis hands them to the page."""
