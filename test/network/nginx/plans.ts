import type { NginxPlan } from "vmnet/network/nginx";

/** A frontend with everything: two upstreams, a responder, a rate limit. */
export function plan(changes: Partial<NginxPlan> = {}): NginxPlan {
  return {
    serverNames: ["www.example.org", "example.org"],
    upstreams: {
      app: { address: "10.40.3.10", port: 80, path: "/" },
      api: { address: "10.40.3.11", port: 8443, path: "/api/", tlsName: "api.example.org" },
    },
    isAcme: false,
    responderUrl: "http://ocsp.example.org/check",
    resolvers: ["10.40.0.53"],
    hstsSeconds: 63_072_000,
    hstsSubdomains: true,
    rateLimit: { requestsPerSecond: 20, burst: 40 },
    bodyMegabytes: 10,
    answerSeconds: 60,
    ...changes,
  };
}
