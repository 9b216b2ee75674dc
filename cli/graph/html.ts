/* Graphviz lays out and draws rich labels as tables: https://graphviz.org/doc/info/shapes.html#html */

export type HtmlAttributes = Readonly<Record<string, string | number>>;

/** Rows of cells; no borders and no distances but those that are asked for. */
export function table(attributes: HtmlAttributes, rows: readonly string[]): string {
  const plain = { border: 0, cellborder: 0, cellspacing: 0, cellpadding: 0 };
  return `<table${printed({ ...plain, ...attributes })}>${rows.join("")}</table>`;
}

/** A table of cells, row by row. */
export function grid(cells: readonly string[], columns: number, attributes: HtmlAttributes): string {
  const rows = Array.from({ length: Math.ceil(cells.length / columns) }, (_, index) =>
    row(...cells.slice(index * columns, (index + 1) * columns)),
  );
  return table(attributes, rows);
}

export function row(...cells: string[]): string {
  return `<tr>${cells.join("")}</tr>`;
}

/** Its content stands to the left. */
export function cell(content: string, attributes: HtmlAttributes = {}): string {
  return `<td${printed({ align: "left", ...attributes })}>${content}</td>`;
}

/** A cell of at least this size with nothing in it. */
export function space(width: number, height: number): string {
  return `<td${printed({ width, height })}></td>`;
}

export function font(content: string, size: number, colour?: string): string {
  return `<font${printed({ "point-size": size, ...(colour === undefined ? {} : { color: colour }) })}>${content}</font>`;
}

export function bold(text: string): string {
  return `<b>${escaped(text)}</b>`;
}

export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function printed(attributes: HtmlAttributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join("");
}
