import { formatAddress, parseAddress } from "../address";
import { ValueError } from "../faults";

/**
 * Every text of a user's that stands in the configuration passes one of these: what none of them
 * takes (blanks, quotes, braces, `;`, `$`, line breaks) cannot end a directive or begin one.
 */

const LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const DNS_NAME = new RegExp(`^(\\*\\.)?(${LABEL}\\.)+${LABEL}$`);
const LONGEST_NAME = 253;

/**
 * A DNS name of at least two labels, in lower case; `*.` may stand for the first one.
 *
 * @throws ValueError
 */
export function parseServerName(text: string): string {
  const name = typeof text === "string" ? text.toLowerCase() : "";
  if (name.length > LONGEST_NAME || !DNS_NAME.test(name) || /^[0-9.]+$/.test(name)) {
    const bare = name.replace(/^[a-z]+:\/\//, "").replace(/[:/].*$/s, "");
    throw new ValueError({
      what: "this is not a DNS name",
      value: text,
      allowed: "letters, digits, hyphens and dots, such as www.example.org",
      ...(bare !== name && bare.length <= LONGEST_NAME && DNS_NAME.test(bare)
        ? { suggestion: bare }
        : {}),
    });
  }
  return name;
}

/** The name of an upstream becomes a word of the configuration. @throws ValueError */
export function parseUpstreamName(text: string): string {
  if (typeof text !== "string" || !/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/.test(text)) {
    throw new ValueError({
      what: "this cannot name an upstream",
      value: text,
      allowed: "letters a to z, digits, - and _, beginning with a letter or digit, at most 63",
    });
  }
  return text;
}

/**
 * The beginning of a path, such as `/` or `/api/`. It ends with a slash: `/api` would be `/apis` too.
 *
 * @throws ValueError
 */
export function parsePathPrefix(text: string): string {
  const isPath =
    typeof text === "string" &&
    text.length <= 200 &&
    /^\/([A-Za-z0-9._~-]+\/)*$/.test(text) &&
    !/\/\.\.?\//.test(text);
  if (!isPath) {
    const whole = `/${String(text).replace(/^\/+|\/+$/g, "")}/`;
    throw new ValueError({
      what: "this is not the beginning of a path",
      value: text,
      allowed: "/ or parts of letters, digits, ., _, ~ and - between slashes, such as /api/",
      ...(/^\/([A-Za-z0-9_~-]+\/)+$/.test(whole) && whole.length <= 200
        ? { suggestion: whole }
        : {}),
    });
  }
  return text;
}

/** A URL, taken apart. */
export interface PlainUrl {
  /** DNS name or IPv4 address. */
  host: string;
  port: number;
  /** Whether the host is a name, which needs a name server. */
  isName: boolean;
}

const PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };

function parseUrl(text: string, scheme: string, allowed: string): PlainUrl {
  const pattern = new RegExp(
    `^${scheme}://([a-z0-9.-]+)(?::([1-9][0-9]{0,4}))?(/[A-Za-z0-9._~/-]*)?$`,
    "i",
  );
  const match = typeof text === "string" && text.length <= 500 ? pattern.exec(text) : null;
  const host = match?.[1]?.toLowerCase() ?? "";
  const port = Number(match?.[2] ?? PORTS[scheme]);
  const isName = !/^[0-9.]+$/.test(host);
  if (match === null || port > 65_535 || (isName && !DNS_NAME.test(host))) {
    throw new ValueError({ what: "this URL cannot be used here", value: text, allowed });
  }
  return { host: isName ? host : formatAddress(parseAddress(host)), port, isName };
}

/**
 * Address of an OCSP responder. Answers are signed, so it speaks HTTP (RFC 6960 appendix A); nginx takes
 * no other.
 *
 * @throws ValueError
 */
export function parseResponderUrl(text: string): PlainUrl {
  return parseUrl(
    text,
    "http",
    "http://, a name or address and a path, such as http://ocsp.example/",
  );
}

/** Address of an ACME directory (RFC 8555 section 7.1.1: HTTPS only). @throws ValueError */
export function parseDirectoryUrl(text: string): PlainUrl {
  const allowed = "https://, a name and a path, such as https://acme.example/directory";
  return parseUrl(text, "https", allowed);
}

/** Let's Encrypt's own directory, which is taken where no other is named. */
export const LETS_ENCRYPT_DIRECTORY = "https://acme-v02.api.letsencrypt.org/directory";

/** Whether certificates of a directory come from Let's Encrypt, staging included. */
export function isLetsEncrypt(directoryUrl: string): boolean {
  return /(^|\.)letsencrypt\.org$/.test(parseDirectoryUrl(directoryUrl).host);
}

/** An e-mail address without comment, quotes and spaces. @throws ValueError */
export function parseMailAddress(text: string): string {
  if (
    typeof text !== "string" ||
    text.length > 254 ||
    !/^[A-Za-z0-9._+-]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+$/.test(text) ||
    text.startsWith("-")
  ) {
    throw new ValueError({
      what: "this is not a mail address",
      value: text,
      allowed: "one address such as certificates@example.org",
    });
  }
  return text;
}
