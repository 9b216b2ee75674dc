/** Text of a label in Graphviz' HTML-like language, as opposed to a plain one. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Attributes = Readonly<Record<string, string | number | Html>>;

/** A statement of a graph: its lines, not yet indented. */
export type Statement = readonly string[];

export function digraph(attributes: Attributes, body: readonly Statement[]): string {
  return `${block("digraph", attributes, body).join("\n")}\n`;
}

/** A box around what is in it; `name` is unique in the graph. */
export function box(name: string, attributes: Attributes, body: readonly Statement[]): Statement {
  return block(`subgraph ${quoted(boxName(name))}`, attributes, body);
}

/** Graphviz draws subgraphs that are named so as boxes, and no others. */
function boxName(name: string): string {
  return `cluster ${name}`;
}

/** Defaults for all that follows: `node` or `edge`. */
export function defaults(of: "node" | "edge", attributes: Attributes): Statement {
  return [`${of} ${list(attributes)}`];
}

export function node(name: string, attributes: Attributes): Statement {
  return [`${quoted(name)} ${list(attributes)}`];
}

export function edge(from: string, to: string, attributes: Attributes): Statement {
  return [`${quoted(from)} -> ${quoted(to)} ${list(attributes)}`];
}

function block(head: string, attributes: Attributes, body: readonly Statement[]): Statement {
  const settings = Object.entries(attributes).map(([name, value]) => assignment(name, value));
  return [`${head} {`, ...[settings, ...body].flat().map((line) => `  ${line}`), "}"];
}

function list(attributes: Attributes): string {
  return `[${Object.entries(attributes)
    .map(([name, value]) => assignment(name, value))
    .join(" ")}]`;
}

function assignment(name: string, value: string | number | Html): string {
  return `${name}=${value instanceof Html ? `<${value.text}>` : quoted(String(value))}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '\\"')}"`;
}
