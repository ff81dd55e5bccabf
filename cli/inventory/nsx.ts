/** Reads an NSX manager's Policy API. There is no method here that could send anything but GET. */
import { readFileSync } from "node:fs";
import { errorText, exitCode, UserError } from "../terminal";
import { ask } from "./http";

const MOST_PAGES = 1_000;

/** Where the manager is, and who asks. Never written, never printed. */
export interface Connection {
  /** `https://nsx.example.com`; plain http only to this machine itself. */
  origin: string;
  username: string;
  password: string;
  /** False only when the user says that certificates need not be checked. */
  verifyTls: boolean;
  /** PEM text of further authorities. */
  ca?: string;
}

/** Variables of the nsxt provider, without which no manager is asked. */
export const NSX_VARIABLES = ["NSXT_MANAGER_HOST", "NSXT_USERNAME", "NSXT_PASSWORD"] as const;

/**
 * The connection that the provider's own variables describe.
 *
 * @throws UserError that names the missing variables
 */
export function connectionOf(env: NodeJS.ProcessEnv): Connection {
  const missing = NSX_VARIABLES.filter((name) => !env[name]);
  if (missing.length > 0) {
    throw new UserError(
      `${missing.join(", ")}: not set. The dump is read with the variables that the provider reads: ` +
        `${NSX_VARIABLES.join(", ")} (and NSXT_CA_FILE, NSXT_ALLOW_UNVERIFIED_SSL)`,
    );
  }
  const { NSXT_MANAGER_HOST: host = "", NSXT_CA_FILE: caFile } = env;
  const allowed = (env.NSXT_ALLOW_UNVERIFIED_SSL ?? "").toLowerCase();
  return {
    origin: originOf(host),
    username: env.NSXT_USERNAME ?? "",
    password: env.NSXT_PASSWORD ?? "",
    verifyTls: !["true", "1"].includes(allowed),
    ...(caFile ? { ca: authorityIn(caFile) } : {}),
  };
}

function originOf(host: string): string {
  const text = host.includes("://") ? host : `https://${host}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url?.protocol === "http:" && url.hostname === "127.0.0.1";
  if (url === undefined || !(url.protocol === "https:" || isLocal) || url.username !== "") {
    throw new UserError(
      `NSXT_MANAGER_HOST: expected a host such as nsx.example.com (the API is asked by https)`,
    );
  }
  return url.origin;
}

function authorityIn(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError(`NSXT_CA_FILE: ${errorText(error)}`);
  }
}

/** An object of the Policy API as it arrives. */
export type PolicyObject = Record<string, unknown>;

/** Asks one manager. */
export class PolicyReader {
  /** How often it was asked. */
  requests = 0;

  constructor(private readonly connection: Connection) {}

  /** One object; undefined when there is none at the path. */
  async object(path: string): Promise<PolicyObject | undefined> {
    return this.get(`/policy/api/v1${path}`);
  }

  /** A whole list, page by page; empty when the manager has no such list. */
  async list(path: string): Promise<PolicyObject[]> {
    const found: PolicyObject[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const answer = await this.get(`/policy/api/v1${path}?page_size=1000${query}`);
      if (answer === undefined) {
        return found;
      }
      const { results, cursor: next } = answer;
      if (!Array.isArray(results)) {
        throw new UserError(`${path}: the manager answers no list`, exitCode.failed);
      }
      found.push(...results.filter(isObject));
      if (typeof next !== "string" || next === "") {
        return found;
      }
      if (next === cursor) {
        throw new UserError(`${path}: the manager's list does not go on`, exitCode.failed);
      }
      cursor = next;
    }
    throw new UserError(`${path}: more than ${MOST_PAGES} pages`, exitCode.failed);
  }

  private async get(path: string): Promise<PolicyObject | undefined> {
    this.requests += 1;
    const { origin, username, password, verifyTls, ca } = this.connection;
    const url = new URL(path, origin);
    const fail = (reason: string): never => {
      throw new UserError(`${url.origin}${url.pathname}: ${reason}`, exitCode.failed);
    };
    const { status, text } = await ask(url, {
      method: "GET",
      headers: { accept: "application/json" },
      auth: `${username}:${password}`,
      rejectUnauthorized: verifyTls,
      ...(ca === undefined ? {} : { ca }),
    }).catch((error: unknown) => fail(errorText(error)));
    if (status === 404) return undefined;
    return status === 200 ? objectIn(text, fail) : fail(refusal(status));
  }
}

function objectIn(text: string, fail: (reason: string) => never): PolicyObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail("the answer is not JSON: is this an NSX manager?");
  }
  return isObject(value) ? value : fail("the answer is no object");
}

function refusal(status: number): string {
  const reasons: Record<number, string> = {
    401: "the manager does not accept the credentials (NSXT_USERNAME, NSXT_PASSWORD)",
    403: "the user may not read this; an auditor's role is enough",
    429: "the manager has too many requests at the moment; try again",
  };
  return reasons[status] ?? `the manager answers ${status}`;
}

function isObject(value: unknown): value is PolicyObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
