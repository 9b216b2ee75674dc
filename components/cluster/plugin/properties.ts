import wire, { type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb.js";

/* The properties of a resource, as the engine writes them down. */

/** Marks an object on the wire as a value of a special kind, and names the kind: a secret. */
const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

/** A value that the engine encrypts wherever it keeps it, and that it never prints. */
export function seal(value: string): object {
  return { ...SECRET, value };
}

export function toStruct(properties: object): wire.Struct {
  return wire.Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
}

/** Plain values: the engine unseals them for a provider that does not accept secrets, see `configure`. */
export function toProperties(struct: wire.Struct | undefined): object {
  return struct?.toJavaScript() ?? {};
}
