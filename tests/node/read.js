// Read an exported file as its users do and print what was read: node read.js graphml|gexf|cypher FILE

const fs = require("fs");

const [format, file] = process.argv.slice(2);
const text = fs.readFileSync(file, "utf-8");

function network(parser) {
  const graph = parser.parse(require("graphology"), text);
  return {
    nodes: graph.mapNodes((node, attributes) => ({...attributes, id: node})),
    edges: graph.mapEdges((edge, attributes, source, target) => ({...attributes, source, target})),
  };
}

const readers = {
  graphml: () => network(require("graphology-graphml")),
  gexf: () => network(require("graphology-gexf")),
  cypher: () => require("@neo4j-cypher/language-support").lintCypherQuery(text, {}).diagnostics,
};
console.log(JSON.stringify(readers[format]()));
