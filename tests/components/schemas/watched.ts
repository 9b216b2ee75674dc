/**
 * A value that notices which of its fields are looked at. A compiled validator asks for every field of its schema by
 * name, whether it is there or not, so a field that nobody has asked for is one that the schema does not have.
 */
export class Watched {
  readonly value: object;
  readonly #original: object;
  readonly #asked = new Map<object, Set<PropertyKey>>();

  constructor(original: object) {
    this.#original = original;
    this.value = this.#watch(original);
  }

  /** Paths of what has not been asked for. What is inside an object of which nothing was is left to whoever it is for. */
  unasked(): string[] {
    return this.#unaskedIn(this.#original, "");
  }

  #watch<T extends object>(original: T): T {
    return new Proxy(original, {
      get: (target, key) => {
        this.#note(target, [key]);
        const value: unknown = Reflect.get(target, key);
        return typeof value === "object" && value !== null ? this.#watch(value) : value;
      },
      // Who goes through all keys, as through those of a map, takes any.
      ownKeys: (target) => {
        this.#note(target, Reflect.ownKeys(target));
        return Reflect.ownKeys(target);
      },
    });
  }

  #note(target: object, keys: readonly PropertyKey[]): void {
    const asked = this.#asked.get(target) ?? new Set();
    keys.forEach((key) => asked.add(key));
    this.#asked.set(target, asked);
  }

  #unaskedIn(value: unknown, path: string): string[] {
    const asked = typeof value === "object" && value !== null ? this.#asked.get(value) : undefined;
    if (asked === undefined) return [];
    return Object.entries(value as object).flatMap(([key, inner]) => {
      const place = `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      return asked.has(key) ? this.#unaskedIn(inner, place) : [place];
    });
  }
}
