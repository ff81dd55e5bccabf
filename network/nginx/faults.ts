import { parseAddress } from "../address";
import { FaultList, joinPath } from "../faults";
import type { NginxPlan } from "./types";
import { parsePathPrefix, parseResponderUrl, parseServerName, parseUpstreamName } from "./values";

const MOST_SECONDS = 63_072_000;

/** Everything wrong with a plan; paths are those of {@link NginxPlan}. */
export function nginxFaults(plan: NginxPlan): FaultList {
  const faults = new FaultList();
  addNames(faults, plan);
  addUpstreams(faults, plan);
  const { responderUrl, resolvers, rateLimit } = plan;
  if (responderUrl !== undefined) {
    faults.attempt("responderUrl", () => parseResponderUrl(responderUrl));
  }
  resolvers.forEach((one, index) => addIpv4(faults, `resolvers[${index}]`, one));
  addNumber(faults, "hstsSeconds", plan.hstsSeconds, 0, MOST_SECONDS);
  addNumber(faults, "bodyMegabytes", plan.bodyMegabytes, 1, 10_000);
  addNumber(faults, "answerSeconds", plan.answerSeconds, 1, 3600);
  if (rateLimit !== undefined) {
    addNumber(faults, "rateLimit.requestsPerSecond", rateLimit.requestsPerSecond, 1, 100_000);
    addNumber(faults, "rateLimit.burst", rateLimit.burst, 0, 100_000);
  }
  return faults;
}

function addNames(faults: FaultList, { serverNames, isAcme }: NginxPlan): void {
  if (serverNames.length === 0) {
    const allowed = 'names such as ["www.example.org"]';
    faults.add("serverNames", { message: "the frontend answers for no name", allowed });
  }
  const seen = new Set<string>();
  serverNames.forEach((one, index) => {
    const path = `serverNames[${index}]`;
    const name = faults.attempt(path, () => parseServerName(one));
    if (name !== undefined && seen.has(name)) {
      faults.add(path, { message: "this name stands here already", value: one });
    }
    if (name?.startsWith("*.") && isAcme) {
      faults.add(path, {
        message: "a challenge over HTTP proves single names only (RFC 8555 section 7.1.3)",
        value: one,
        allowed: "names without *",
        fix: "name each one, or bring a certificate of your own",
      });
    }
    seen.add(name ?? "");
  });
}

function addUpstreams(faults: FaultList, { upstreams }: NginxPlan): void {
  if (Object.keys(upstreams).length === 0) {
    const message = "there is nothing behind the frontend";
    faults.add("upstreams", { message, allowed: "servers, keyed by name" });
  }
  const owners = new Map<string, string>();
  for (const [name, upstream] of Object.entries(upstreams)) {
    const path = joinPath("upstreams", name);
    faults.attempt(path, () => parseUpstreamName(name));
    addIpv4(faults, `${path}.address`, upstream.address);
    addNumber(faults, `${path}.port`, upstream.port, 1, 65_535);
    const prefix = faults.attempt(`${path}.path`, () => parsePathPrefix(upstream.path));
    const owner = prefix === undefined ? undefined : owners.get(prefix);
    if (owner !== undefined) {
      const message = `${owner} has this path already`;
      faults.add(`${path}.path`, { message, value: prefix, allowed: "one upstream for each path" });
    }
    owners.set(prefix ?? "", owner ?? name);
    const { tlsName } = upstream;
    if (tlsName !== undefined) {
      faults.attempt(`${path}.tlsName`, () => parseServerName(tlsName));
    }
  }
}

function addIpv4(faults: FaultList, path: string, text: string): void {
  const address = faults.attempt(path, () => parseAddress(text));
  if (address?.family === 6) {
    faults.add(path, { message: "IPv6 is not offered here", value: text, allowed: "IPv4" });
  }
}

function addNumber(faults: FaultList, path: string, value: number, least: number, most: number) {
  if (!(Number.isInteger(value) && value >= least && value <= most)) {
    const allowed = `a whole number from ${least} to ${most}`;
    faults.add(path, { message: "out of range", value, allowed });
  }
}
