import fc from "fast-check";
import { FaultsError } from "vmnet/network/faults";
import {
  nginxConfiguration,
  nginxFaults,
  parseDirectoryUrl,
  parsePathPrefix,
  parseResponderUrl,
  parseServerName,
  parseUpstreamName,
  tlsConfiguration,
  type NginxPlan,
} from "vmnet/network/nginx";

import { thrownBy } from "../throws";
import { plan } from "./plans";

const pathsOf = (changes: Partial<NginxPlan>) =>
  nginxFaults(plan(changes)).faults.map(({ path }) => path);

describe("the configuration", () => {
  const text = nginxConfiguration(plan());
  const server = tlsConfiguration(plan());

  it("speaks TLS 1.3 and nothing older (R33)", () => {
    expect(text.match(/ssl_protocols .*/g)).toEqual(["ssl_protocols TLSv1.3;"]);
    expect(server).not.toMatch(/^ *ssl_protocols/m);
    expect(text).toContain("ssl_session_tickets off;");
  });

  it("answers for its own names only", () => {
    expect(text).toContain("ssl_reject_handshake on;");
    expect(text).toMatch(/listen 80 default_server;\s+return 444;/);
    expect(server).toContain("server_name www.example.org example.org;");
  });

  it("leads from HTTP to HTTPS, but for the challenges of ACME", () => {
    expect(text).toContain("return 308 https://$host$request_uri;");
    expect(text).not.toContain("acme-challenge");
    const withAcme = nginxConfiguration(plan({ isAcme: true }));
    expect(withAcme).toMatch(
      /\^~ \/\.well-known\/acme-challenge\/ \{\s+root \/var\/lib\/vmnet-acme;/,
    );
  });

  it("tells browsers to insist on HTTPS, once, or not at all", () => {
    expect(server).toContain('"max-age=63072000; includeSubDomains" always;');
    expect(server).toContain("proxy_hide_header Strict-Transport-Security;");
    expect(tlsConfiguration(plan({ hstsSeconds: 0 }))).not.toContain("max-age");
  });

  it("tells upstreams who asked, whatever the client claims", () => {
    expect(server).toContain("proxy_set_header X-Forwarded-For $remote_addr;");
    expect(server).toContain('proxy_set_header Forwarded "";');
    expect(server).not.toContain("$proxy_add_x_forwarded_for");
  });

  it("checks the certificate of an upstream that TLS is spoken to", () => {
    const api = server.slice(server.indexOf("location /api/"));
    expect(api).toContain("proxy_ssl_verify on;");
    expect(api).toContain("proxy_ssl_name api.example.org;");
    expect(api).toContain("proxy_pass https://vmnet-api;");
    expect(server.slice(0, server.indexOf("location /api/"))).not.toContain("proxy_ssl");
  });

  it("staples only where a responder is named", () => {
    expect(server).toContain("ssl_stapling_responder http://ocsp.example.org/check;");
    expect(server).toContain("resolver 10.40.0.53 ipv6=off;");
    const without = tlsConfiguration(plan({ responderUrl: undefined }));
    expect(without).not.toMatch(/ssl_stapling|resolver/);
  });

  it("limits clients where it is asked to", () => {
    expect(text).toContain("rate=20r/s;");
    expect(server.match(/limit_req zone=vmnet-clients burst=40 nodelay;/g)).toHaveLength(2);
    expect(nginxConfiguration(plan({ rateLimit: undefined }))).not.toContain("limit_req");
  });

  it("has an answer for paths that lead nowhere", () => {
    const upstreams = { api: plan().upstreams.api! };
    expect(tlsConfiguration(plan({ upstreams }))).toMatch(/location \/ \{\s+return 404;/);
  });
});

describe("what a user wrote", () => {
  const hostile = [
    "a;}",
    "a\nb",
    "a b",
    'a"b',
    "$host",
    "a{",
    "../x",
    "<script>",
    "a|b",
    "",
    "x".repeat(1_000_000),
  ];

  it.each([
    ["server name", parseServerName],
    ["upstream", parseUpstreamName],
    ["path", parsePathPrefix],
    ["responder", parseResponderUrl],
    ["directory", parseDirectoryUrl],
  ])("fails as a %s where it could break the configuration", (_what, parse) => {
    for (const text of hostile) {
      const { message } = thrownBy(() => parse(text));
      expect(message.length).toBeLessThan(500);
    }
  });

  it("never ends a directive: whatever is accepted has none of nginx's own characters", () => {
    const parsers = [parseServerName, parseUpstreamName, parsePathPrefix];
    const pieces = fc.constantFrom(
      "a",
      "Z",
      "0",
      "-",
      ".",
      "/",
      "*",
      ";",
      "{",
      " ",
      "\n",
      "$",
      '"',
    );
    const texts = fc.array(pieces, { minLength: 1, maxLength: 12 }).map((list) => list.join(""));
    fc.assert(
      fc.property(texts, (text) => {
        for (const parse of parsers) {
          let accepted = "";
          try {
            accepted = parse(text);
          } catch {
            continue;
          }
          expect(accepted).toMatch(/^[A-Za-z0-9.*_~/-]+$/);
        }
      }),
    );
  });

  it("fails with every fault at once, each at its place", () => {
    expect(
      pathsOf({
        serverNames: ["https://www.example.org/", "a.b", "A.B"],
        upstreams: {
          app: { address: "10.0.0.300", port: 0, path: "/app" },
          two: { address: "fd00::1", port: 80, path: "/" },
          three: { address: "10.0.0.1", port: 80, path: "/", tlsName: "x y" },
        },
        responderUrl: "https://ocsp.example.org/",
        resolvers: ["dns"],
        hstsSeconds: -1,
        rateLimit: { requestsPerSecond: 0, burst: 1.5 },
      }),
    ).toEqual([
      "serverNames[0]",
      "serverNames[2]",
      "upstreams.app.address",
      "upstreams.app.port",
      "upstreams.app.path",
      "upstreams.two.address",
      "upstreams.three.path",
      "upstreams.three.tlsName",
      "responderUrl",
      "resolvers[0]",
      "hstsSeconds",
      "rateLimit.requestsPerSecond",
      "rateLimit.burst",
    ]);
    expect(() => nginxConfiguration(plan({ serverNames: [] }))).toThrow(FaultsError);
    expect(() => tlsConfiguration(plan({ upstreams: {} }))).toThrow(/nothing behind the frontend/);
  });

  it("is repaired where that is easy", () => {
    expect(thrownBy(() => parseServerName("https://www.example.org/x")).fix).toBe(
      'did you mean "www.example.org"?',
    );
    expect(thrownBy(() => parsePathPrefix("api")).fix).toBe('did you mean "/api/"?');
  });

  it("fails for a wildcard that a challenge over HTTP cannot prove", () => {
    expect(pathsOf({ serverNames: ["*.example.org"] })).toEqual([]);
    expect(pathsOf({ serverNames: ["*.example.org"], isAcme: true })).toEqual(["serverNames[0]"]);
  });
});
