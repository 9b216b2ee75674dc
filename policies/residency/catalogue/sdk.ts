import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/** A property of a resource that holds text, or a list or map of it, as the type declarations of an SDK give it. */
export interface TextProperty {
  /** Names from the resource's inputs down; lists and maps leave no trace. */
  readonly path: readonly string[];
}

/** A resource type of an SDK. */
export interface SdkType {
  readonly token: string;
  readonly properties: readonly TextProperty[];
}

/** Nested types refer to each other; deeper than this no property that the catalogue needs has been seen. */
const DEEPEST = 9;

/**
 * The resource types of an installed SDK with every property that holds text. Reads the type declarations without
 * checking them: a whole SDK takes seconds, and no more memory than its text.
 */
export function readSdk(root: string): SdkType[] {
  const shapes = readShapes(path.join(root, "types", "input.d.ts"));
  return declarationFiles(root).flatMap((file) => {
    const script = readFileSync(file.replace(/\.d\.ts$/, ".js"), "utf8");
    const token = /__pulumiType = '([^']+)'/.exec(script)?.[1];
    if (token === undefined) return [];
    const source = parse(file);
    const args = new Map(
      source.statements.filter(ts.isInterfaceDeclaration).map((each) => [each.name.text, each]),
    );
    const own = args.get(`${className(source)}Args`);
    return own === undefined ? [] : [{ token, properties: textProperties(own, shapes, []) }];
  });
}

function declarationFiles(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".d.ts") && !file.startsWith("types/"))
    .filter((file) => !/(^|\/)(get[A-Z][^/]*|index|provider|utilities)\.d\.ts$/.test(file))
    .map((file) => path.join(root, file))
    .sort();
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, false);
}

function className(source: ts.SourceFile): string | undefined {
  return source.statements.find(ts.isClassDeclaration)?.name?.text;
}

type Shapes = ReadonlyMap<string, ts.InterfaceDeclaration>;

/** The nested types, by name with namespace: `s3.BucketReplicationConfigRule`. */
function readShapes(file: string): Shapes {
  const shapes = new Map<string, ts.InterfaceDeclaration>();
  const visit = (node: ts.Node, prefix: string) => {
    if (ts.isModuleDeclaration(node) && node.body !== undefined)
      ts.forEachChild(node.body, (child) => {
        visit(child, `${prefix}${node.name.text}.`);
      });
    if (ts.isInterfaceDeclaration(node)) shapes.set(`${prefix}${node.name.text}`, node);
  };
  ts.forEachChild(parse(file), (node) => {
    visit(node, "");
  });
  return shapes;
}

function textProperties(
  shape: ts.InterfaceDeclaration,
  shapes: Shapes,
  above: readonly string[],
): TextProperty[] {
  if (above.length >= DEEPEST) return [];
  return shape.members.filter(ts.isPropertySignature).flatMap((member) => {
    const name = ts.isIdentifier(member.name) || ts.isStringLiteral(member.name) ? member.name.text : "";
    if (above.includes(name) && above.length > 4) return [];
    const at = [...above, name];
    const { nested, holdsText } = contentsOf(member.type, shapes);
    if (nested.length > 0) return nested.flatMap((each) => textProperties(each, shapes, at));
    return holdsText ? [{ path: at }] : [];
  });
}

/** What a property's type is made of, through Input, lists, maps and unions. */
function contentsOf(
  type: ts.TypeNode | undefined,
  shapes: Shapes,
): { nested: ts.InterfaceDeclaration[]; holdsText: boolean } {
  const nested: ts.InterfaceDeclaration[] = [];
  let holdsText = false;
  const visit = (node: ts.Node) => {
    if (node.kind === ts.SyntaxKind.StringKeyword || node.kind === ts.SyntaxKind.AnyKeyword) holdsText = true;
    if (ts.isTypeReferenceNode(node)) {
      const name = entityName(node.typeName);
      const shape = name.startsWith("inputs.") ? shapes.get(name.slice("inputs.".length)) : undefined;
      if (shape !== undefined) nested.push(shape);
      if (name.startsWith("enums.") || /^[A-Z]\w*$/.test(name)) holdsText = true;
    }
    ts.forEachChild(node, visit);
  };
  if (type !== undefined) visit(type);
  return { nested, holdsText };
}

function entityName(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : `${entityName(name.left)}.${name.right.text}`;
}
