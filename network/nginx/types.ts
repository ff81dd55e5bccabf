/** A server behind the frontend. */
export interface NginxUpstream {
  /** IPv4 address: a machine's, or a load balancer's. */
  address: string;
  port: number;
  /** Requests that go there, by the beginning of their path; ends with `/`. */
  path: string;
  /** Name that the server's own certificate must have. Default: plain HTTP is spoken to it. */
  tlsName?: string;
}

/** How often one client may ask. */
export interface NginxRateLimit {
  requestsPerSecond: number;
  /** Requests above the rate that are let through at once before others are refused. */
  burst: number;
}

/** A frontend without its keys; nothing in here is secret. */
export interface NginxPlan {
  /** DNS names that it answers for; others get no certificate. */
  serverNames: readonly string[];
  /** By name. */
  upstreams: Readonly<Record<string, NginxUpstream>>;
  /** The certificate comes by ACME; else it is a file that is there from the beginning. */
  isAcme: boolean;
  /** Responder that is asked for the certificate's status, which is stapled. Default: nothing is. */
  responderUrl?: string;
  /** Name servers that find the responder. */
  resolvers: readonly string[];
  /** How long browsers insist on HTTPS, in seconds; 0 for not at all. */
  hstsSeconds: number;
  /** Names below the server's own insist on it too. */
  hstsSubdomains: boolean;
  rateLimit?: NginxRateLimit;
  /** Largest body of a request, in megabytes. */
  bodyMegabytes: number;
  /** How long an upstream may take for an answer, in seconds. */
  answerSeconds: number;
}

/** Where nginx finds and keeps things; absolute paths. */
export interface NginxPlaces {
  /** Certificates and the part of the configuration that needs them. */
  folder: string;
  /** Answers to HTTP-01 challenges (RFC 8555 section 8.3). */
  challenges: string;
  certificate: string;
  privateKey: string;
  /** Certificates of the issuer, against which a stapled answer is checked. */
  issuer: string;
  /** Bodies that are too large for memory. */
  cache: string;
  logs: string;
  pidFile: string;
  /** User of the worker processes. Left out where nginx is started without root. */
  user?: string;
  /** `127.0.0.1:` or the like before ports. Default: every address. */
  listen?: string;
  httpPort: number;
  httpsPort: number;
}
