import { FONT } from "./dot.ts";

/** Letters as wide as those the layout was made with, by the names that systems know them under. */
const FONTS = "Helvetica Neue,Helvetica,Arial,Liberation Sans,sans-serif";

/** Lays a DOT graph out and draws it. The same graph gives the same bytes. */
export async function renderSvg(dot: string): Promise<string> {
  const { instance } = await import("@viz-js/viz");
  const viz = await instance();
  return viz
    .renderString(dot, { format: "svg", engine: "dot" })
    .replaceAll(`font-family="${FONT}"`, `font-family="${FONTS}"`);
}
