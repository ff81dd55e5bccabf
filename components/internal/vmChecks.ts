import {
  cidrContains,
  formatAddress,
  formatCidr,
  isUsableHost,
  nthAddress,
} from "../../network/address";
import { joinPath } from "../../network/faults";
import { checkMtu } from "../../network/mtu";
import type { NetworkedVmArgs, VmNic } from "../networkedVm";
import { likelyObjectName, type Checks } from "./checks";
import { macFault } from "./mac";
import { checkNicShares } from "./nicShares";
import { checkPlace } from "./placeChecks";

/** What vSphere takes in one machine. */
const MOST_NICS = 10;

export function checkNetworkedVm(checks: Checks, args: NetworkedVmArgs): void {
  checks.required(
    "hostSystemId",
    args.hostSystemId,
    "the host's managed object id, such as host-21",
  );
  checkPlace(checks, "", args, { memoryMb: 4, diskSizeGb: 1 });
  if (args.vmName !== undefined && !/^[^/\\%\p{Cc}]{1,80}$/u.test(args.vmName)) {
    checks.fault("vmName", {
      message: "this cannot be the name of a machine",
      value: args.vmName,
      allowed: "1 to 80 characters without /, \\, % and line breaks",
      fix: likelyObjectName(args.vmName),
    });
  }
  checkNics(checks, args.nics ?? []);
}

function checkNics(checks: Checks, nics: readonly VmNic[]): void {
  if (nics.length === 0 || nics.length > MOST_NICS) {
    checks.fault("nics", {
      message: nics.length === 0 ? "the machine has no adapter" : "too many adapters",
      value: nics.length,
      allowed: `1 to ${MOST_NICS}`,
      fix: nics.length === 0 ? "write [{ networkId: ... }]" : "leave some out",
    });
  }
  const macs = nics.map((nic) => checks.known(nic.macAddress)?.toLowerCase());
  nics.forEach((nic, index) => {
    const path = `nics[${index}]`;
    checks.required(joinPath(path, "networkId"), nic.networkId, "the network's managed object id");
    checks.oneOf(joinPath(path, "adapterType"), nic.adapterType, ["vmxnet3", "e1000e"]);
    checkMac(checks, joinPath(path, "macAddress"), macs, index);
    checkAddress(checks, path, nic);
    const { mtuBytes } = nic;
    if (mtuBytes !== undefined) {
      checks.faults.attempt(joinPath(path, "mtuBytes"), () => checkMtu(mtuBytes));
    }
    checkNicShares(checks, path, nic);
    nic.dnsServers?.forEach((server, at) => {
      checks.address(joinPath(path, "dnsServers", `[${at}]`), server);
    });
  });
  const gateways = nics.filter(({ gateway }) => gateway !== undefined).length;
  if (gateways > 1) {
    checks.fault("nics", {
      message: "a machine has one default gateway, several adapters name one",
      value: nics.map(({ gateway }) => checks.known(gateway)),
      allowed: "a gateway on one adapter",
      fix: "leave gateway out on all adapters but one",
    });
  }
}

function checkMac(
  checks: Checks,
  path: string,
  macs: readonly (string | undefined)[],
  index: number,
): void {
  const mac = macs[index];
  if (mac === undefined) {
    return;
  }
  const allowed = "such as 00:50:56:00:00:10, from 00:50:56:00:00:00 to 00:50:56:3f:ff:ff";
  const fault =
    macFault(mac) ?? (macs.indexOf(mac) < index ? "another adapter has this" : undefined);
  if (fault !== undefined) {
    const fix = "leave this out: a fixed one is made from the machine's name";
    checks.fault(path, { message: fault, value: mac, allowed, fix });
  }
}

function checkAddress(checks: Checks, path: string, nic: VmNic): void {
  const read = checks.interfaceCidr(joinPath(path, "address"), nic.address);
  const at = joinPath(path, "gateway");
  if (nic.gateway === undefined) {
    return;
  }
  if (nic.address === undefined) {
    checks.fault(at, {
      message: "with DHCP the server tells the gateway",
      value: checks.known(nic.gateway),
      fix: "leave this out, or write address too",
    });
    return;
  }
  const gateway = checks.address(at, nic.gateway);
  if (gateway === undefined || read === undefined) {
    return;
  }
  if (!isUsableHost(read.network, gateway) || gateway.value === read.address.value) {
    checks.fault(at, {
      message: cidrContains(read.network, gateway)
        ? "this cannot be another host's address"
        : "the gateway is not in the adapter's network",
      value: checks.known(nic.gateway),
      allowed: `another host address of ${formatCidr(read.network)}`,
      fix: `such as ${formatAddress(nthAddress(read.network, 1))}`,
    });
  }
}
