// Read a graph file as Gephi Lite does and print what was read: node read.js graphml|gexf FILE

const fs = require("fs");
const Graph = require("graphology");
const parsers = {graphml: require("graphology-graphml"), gexf: require("graphology-gexf")};

const [format, file] = process.argv.slice(2);
const graph = parsers[format].parse(Graph, fs.readFileSync(file, "utf-8"));
console.log(JSON.stringify({
  nodes: graph.mapNodes((node, attributes) => ({...attributes, id: node})),
  edges: graph.mapEdges((edge, attributes, source, target) => ({...attributes, source, target})),
}));
