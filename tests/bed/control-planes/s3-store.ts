import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { locateToolchain } from "../../../tools/toolchain.ts";
import { until } from "../until.ts";
import { lastingPorts, Program } from "./program.ts";
import { signed } from "./s3-signature.ts";

const OWNER = { access: "owner", secret: "owner-of-the-store" };

/** Whose credentials the clusters have. */
const BACKUPS = { access: "velero", secret: "backups-of-the-fleet" };

const EVERYTHING = ["s3:*"];
const READING = ["s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation"];

/** A real S3 server of one region, over a folder on loopback: versitygw. */
export class S3Store {
  /** As a location's `url` has it. */
  readonly url: string;
  /** The region that its clients have to sign for. */
  readonly region: string;
  /** File of credentials for its buckets, as AWS_SHARED_CREDENTIALS_FILE names one. */
  readonly credentialsFile: string;
  readonly #folder: string;
  readonly #file: string;
  #starts = 0;
  #program: Program | undefined;

  private constructor(folder: string, file: string, region: string, port: number) {
    this.url = `http://127.0.0.1:${port}`;
    this.region = region;
    this.#folder = folder;
    this.#file = file;
    this.credentialsFile = path.join(folder, "credentials");
    const lines = [`aws_access_key_id = ${BACKUPS.access}`, `aws_secret_access_key = ${BACKUPS.secret}`];
    writeFileSync(this.credentialsFile, `[default]\n${lines.join("\n")}\n`, { mode: 0o600 });
  }

  /**
   * @param folder For its buckets; of this store alone.
   * @param buckets Names of at least three characters, which it makes, and lets the clusters write to.
   */
  static async start(folder: string, region: string, buckets: readonly string[]): Promise<S3Store> {
    const { toolchain } = await locateToolchain({ tools: ["versitygw"] });
    if (toolchain === undefined) throw new Error("versitygw is missing: npm run tools -- versitygw");
    for (const part of ["buckets", "accounts"]) mkdirSync(path.join(folder, part), { recursive: true });
    const [port = 0] = await lastingPorts(1);
    const account = { ...BACKUPS, role: "user", userID: 0, groupID: 0, projectID: 0 };
    const accounts = JSON.stringify({ accessAccounts: { [BACKUPS.access]: account } });
    writeFileSync(path.join(folder, "accounts/users.json"), accounts, { mode: 0o600 });
    const store = new S3Store(folder, toolchain.paths.versitygw, region, port);
    await store.start();
    for (const bucket of buckets) {
      await store.#ask("PUT", bucket);
      await store.allow(bucket);
    }
    return store;
  }

  /**
   * Starts it, or starts it again, with what it has stored.
   * @param url Where; a test may put something of its own at the store's address. @default its address
   */
  async start(url = this.url): Promise<void> {
    const at = ["--port", new URL(url).host, "--region", this.region];
    const accounts = ["--iam-dir", path.join(this.#folder, "accounts"), "--iam-cache-disable"];
    const program = new Program(
      "versitygw",
      this.#file,
      [...at, ...accounts, "--health", "/health", "posix", path.join(this.#folder, "buckets")],
      {
        env: { ...process.env, ROOT_ACCESS_KEY: OWNER.access, ROOT_SECRET_KEY: OWNER.secret },
        log: path.join(this.#folder, `server-${this.#starts++}.log`),
        cwd: this.#folder,
      },
    );
    this.#program = program;
    await until(
      () => {
        program.assertAlive();
        return fetch(`${url}/health`).then(
          ({ ok }) => ok,
          () => false,
        );
      },
      (healthy) => healthy,
      20,
    );
  }

  /** Nobody answers at its address any more. */
  async stop(): Promise<void> {
    await this.#program?.stop();
  }

  /** Lets the clusters write to a bucket. */
  allow(bucket: string): Promise<void> {
    return this.#permit(bucket, EVERYTHING);
  }

  /** Lets the clusters read a bucket and no more: a policy of the bucket. */
  makeReadOnly(bucket: string): Promise<void> {
    return this.#permit(bucket, READING);
  }

  /** Keys of all objects in a bucket, in order. */
  keys(bucket: string): string[] {
    const entries = readdirSync(this.fileOf(bucket, ""), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(this.fileOf(bucket, ""), path.join(entry.parentPath, entry.name)))
      .sort();
  }

  /** The file that holds an object: for a test that damages it. */
  fileOf(bucket: string, key: string): string {
    return path.join(this.#folder, "buckets", bucket, key);
  }

  async #permit(bucket: string, actions: readonly string[]): Promise<void> {
    const resources = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
    const statement = {
      Effect: "Allow",
      Principal: { AWS: [BACKUPS.access] },
      Action: actions,
      Resource: resources,
    };
    await this.#ask("PUT", `${bucket}?policy=`, { Version: "2012-10-17", Statement: [statement] });
  }

  async #ask(method: string, what: string, content?: object): Promise<void> {
    const url = new URL(what, `${this.url}/`);
    const body = content === undefined ? "" : JSON.stringify(content);
    const headers = signed(method, url, body, { ...OWNER, region: this.region });
    const response = await fetch(url, { method, headers, ...(content === undefined ? {} : { body }) });
    if (!response.ok)
      throw new Error(`${method} ${what}: ${response.status} ${await response.text().catch(() => "")}`);
  }
}
