import { joinPath } from "../../network/faults";
import { checkMtu } from "../../network/mtu";
import type { HostOnlyNetworkArgs } from "../hostOnlyNetwork";
import { HOST_KEY, likelyObjectName, type Checks } from "./checks";

/** What vCenter takes, less room for the name of the host's own port group. */
const LONGEST_NAME = 75;

export function checkHostOnlyNetwork(checks: Checks, args: HostOnlyNetworkArgs): void {
  checks.required("datacenterId", args.datacenterId, "the datacenter's managed object id");
  checkName(checks, "networkName", args.networkName);
  checkName(checks, "switchName", args.switchName);
  const { mtuBytes } = args;
  if (mtuBytes !== undefined) {
    checks.faults.attempt("mtuBytes", () => checkMtu(mtuBytes));
  }
  checks.keys("hosts", args.hosts, HOST_KEY);
  const hosts = Object.entries(args.hosts ?? {});
  if (hosts.length === 0) {
    checks.fault("hosts", {
      message: "no host is named",
      value: args.hosts,
      allowed: "one or more",
      fix: 'write { "esxi-01": { hostSystemId: "host-21" } } or the like',
    });
  }
  const seen = new Map<string, string>();
  for (const [host, { hostSystemId, hostAddress }] of hosts) {
    const path = joinPath("hosts", host);
    const at = joinPath(path, "hostSystemId");
    if (checks.required(at, hostSystemId, "such as host-21") && typeof hostSystemId === "string") {
      const twin = seen.get(hostSystemId);
      if (twin !== undefined) {
        checks.fault(at, {
          message: `${twin} is the same host`,
          value: hostSystemId,
          allowed: "each host once",
          fix: "leave one of the two out",
        });
      }
      seen.set(hostSystemId, host);
    }
    checks.interfaceCidr(joinPath(path, "hostAddress"), hostAddress);
  }
}

/** vCenter decodes `%2f` and its like in names. */
function checkName(checks: Checks, path: string, name: string | undefined): void {
  if (name !== undefined && (!/^[^/\\%\p{Cc}]+$/u.test(name) || name.length > LONGEST_NAME)) {
    checks.fault(path, {
      message: "this cannot be the name of a switch or port group here",
      value: name,
      allowed: `1 to ${LONGEST_NAME} characters without /, \\, % and line breaks`,
      fix: likelyObjectName(name),
    });
  }
}
