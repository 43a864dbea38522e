"""The graph as a network of nodes and edges: GraphML, GEXF and node-link JSON, one module a format."""
