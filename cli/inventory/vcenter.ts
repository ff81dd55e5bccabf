/**
 * Asks a vCenter by SOAP (vSphere Web Services API, urn:vim25). The client can send the seven operations of
 * {@link OPERATIONS} and no other: none changes anything beyond its own session.
 *
 * @see https://developer.broadcom.com/xapis/vsphere-web-services-api/latest/
 */
import { oneLine } from "../model/words";
import { errorText, exitCode, UserError } from "../terminal";
import { ask, type HttpAnswer } from "./http";
import { child, escapeXml, parseXml, textAt, XmlError } from "./xml";
import type { XmlElement } from "./xml";

/** All that can be asked. A container view is an object of the session and ends with it. */
export const OPERATIONS = [
  "RetrieveServiceContent",
  "Login",
  "CreateContainerView",
  "RetrievePropertiesEx",
  "ContinueRetrievePropertiesEx",
  "DestroyView",
  "Logout",
] as const;

export type Operation = (typeof OPERATIONS)[number];

const LONGEST_MS = 300_000;
/** A newer vCenter answers in the form of an older version that the client names. */
const VERSION = "urn:vim25/6.7";

/** Where the vCenter is, and who asks. Never written, never printed. */
export interface VcenterConnection {
  /** `https://vcenter.example.com`. */
  origin: string;
  username: string;
  password: string;
  /** False only when the user says that certificates need not be checked. */
  verifyTls: boolean;
}

/** Variables of the vsphere provider, without which no vCenter is asked. */
export const VCENTER_VARIABLES = ["VSPHERE_SERVER", "VSPHERE_USER", "VSPHERE_PASSWORD"] as const;

/**
 * The connection that the provider's own variables describe.
 *
 * @throws UserError that names the missing variables
 */
export function vcenterOf(env: NodeJS.ProcessEnv): VcenterConnection {
  const missing = VCENTER_VARIABLES.filter((name) => !env[name]);
  if (missing.length > 0) {
    throw new UserError(
      `${missing.join(", ")}: not set. Hosts are read with the variables that the provider reads: ` +
        `${VCENTER_VARIABLES.join(", ")} (and VSPHERE_ALLOW_UNVERIFIED_SSL)`,
    );
  }
  const { VSPHERE_SERVER: server = "", VSPHERE_USER = "", VSPHERE_PASSWORD = "" } = env;
  const text = server.includes("://") ? server : `https://${server}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "https:" || url.username !== "" || url.password !== "") {
    throw new UserError(
      "VSPHERE_SERVER: expected a host such as vcenter.example.com (it is asked by https)",
    );
  }
  const unverified = (env.VSPHERE_ALLOW_UNVERIFIED_SSL ?? "").toLowerCase();
  return {
    origin: url.origin,
    username: VSPHERE_USER,
    password: VSPHERE_PASSWORD,
    verifyTls: !["true", "1"].includes(unverified),
  };
}

/** A session's wire: one operation after another, with the session's cookie. */
export class VcenterWire {
  /** How often the vCenter was asked. */
  requests = 0;
  /** `vmware_soap_session=...`; kept here alone. */
  private cookie: string | undefined;

  constructor(private readonly connection: VcenterConnection) {}

  /**
   * Asks one operation.
   *
   * @param inner XML inside of the operation's element; texts in it are escaped
   * @returns the operation's response element
   * @throws UserError, one sentence for each kind of failure
   */
  async call(operation: Operation, inner: string): Promise<XmlElement> {
    this.requests += 1;
    const { status, text } = await this.post(operation, envelope(operation, inner));
    if (status !== 200 && status !== 500) {
      this.fail(operation, `${status} is no answer of a vCenter's /sdk`);
    }
    const body = this.bodyOf(operation, text);
    const fault = child(body, "Fault");
    if (fault !== undefined) this.fail(operation, faultText(fault));
    const response = child(body, `${operation}Response`);
    return response ?? this.fail(operation, "the answer has no response: is this a vCenter?");
  }

  /** One element that every answer of this operation has. */
  need<T>(operation: Operation, value: T | undefined, what: string): T {
    return value ?? this.fail(operation, `the answer has no ${what}`);
  }

  private bodyOf(operation: Operation, text: string): XmlElement | undefined {
    try {
      return child(parseXml(text), "Body");
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      return this.fail(operation, `the answer is not XML of a vCenter: ${error.message}`);
    }
  }

  /** A server may echo what it was sent; the password is taken out of whatever is said. */
  private fail(operation: Operation, reason: string): never {
    const { origin, password } = this.connection;
    const text = oneLine(reason.replaceAll(password, "[password]")).slice(0, 500);
    throw new UserError(`${origin}/sdk: ${operation}: ${text}`, exitCode.failed);
  }

  private post(operation: Operation, text: string): Promise<HttpAnswer> {
    const body = Buffer.from(text, "utf8");
    const options = {
      method: "POST",
      headers: {
        "content-type": "text/xml; charset=utf-8",
        "content-length": body.length,
        soapaction: VERSION,
        ...(this.cookie === undefined ? {} : { cookie: this.cookie }),
      },
      rejectUnauthorized: this.connection.verifyTls,
      signal: AbortSignal.timeout(LONGEST_MS),
    };
    return ask(new URL("/sdk", this.connection.origin), options, body).then(
      (answer) => {
        this.keep(answer.cookies);
        return answer;
      },
      (error: unknown) => this.fail(operation, connectionText(error)),
    );
  }

  private keep(cookies: readonly string[]): void {
    const session = cookies.find((one) => one.startsWith("vmware_soap_session="));
    if (session !== undefined) [this.cookie] = session.split(";");
  }
}

function connectionText(error: unknown): string {
  const { code } = error as { code?: unknown };
  const isTls = typeof code === "string" && /CERT|SELF_SIGNED|UNABLE_TO/.test(code);
  const hint =
    ": trust its authority with NODE_EXTRA_CA_CERTS, or set VSPHERE_ALLOW_UNVERIFIED_SSL=true";
  return `${errorText(error)}${isTls ? hint : ""}`;
}

function envelope(operation: Operation, inner: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ' +
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>' +
    `<${operation} xmlns="urn:vim25">${inner}</${operation}>` +
    "</soapenv:Body></soapenv:Envelope>"
  );
}

const KNOWN_FAULTS: Readonly<Record<string, string>> = {
  InvalidLogin: "vCenter does not accept the credentials (VSPHERE_USER, VSPHERE_PASSWORD)",
  NoPermission: "the user may not read this; the role read-only, with its children, is enough",
  NotAuthenticated: "the session has ended; try again",
};

/** A fault's detail has one element with its type: `<InvalidLoginFault xsi:type="InvalidLogin"/>`. */
function faultText(fault: XmlElement): string {
  const [detail] = child(fault, "detail")?.children ?? [];
  const type = detail?.attributes.get("type") ?? detail?.name.replace(/Fault$/, "") ?? "";
  const name = type.slice(type.indexOf(":") + 1);
  if (Object.hasOwn(KNOWN_FAULTS, name)) return KNOWN_FAULTS[name] ?? "";
  const said = (textAt(fault, "faultstring") ?? "").trim();
  return `vCenter answers a fault${name === "" ? "" : ` ${name}`}${said === "" ? "" : `: ${said}`}`;
}

/** A reference to a managed object, as an element of a name. */
export function reference(element: string, type: string, id: string): string {
  return `<${element} type="${escapeXml(type)}">${escapeXml(id)}</${element}>`;
}
