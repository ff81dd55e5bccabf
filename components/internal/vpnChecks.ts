import { joinPath } from "../../network/faults";
import {
  certificateFaults,
  checkVpn,
  MAIN_GATEWAY,
  pskFault,
  VpnAuthentication,
  type VpnDescription,
  type VpnTunnel,
} from "../../network/vpn";
import type { CrossClusterVpnArgs, VpnCredential, VpnGateway } from "../crossClusterVpn";
import { readCertificate } from "./certificateFacts";
import { isLater, type Checks } from "./checks";
import { checkPrefix } from "./guardChecks";

const ACTIVE_STANDBY = "ACTIVE_STANDBY";

export function checkCrossClusterVpn(checks: Checks, args: CrossClusterVpnArgs): void {
  checkPrefix(checks, args.nsxIdPrefix);
  const { vpn } = args;
  if (!checks.required("vpn", vpn, "the description that both ends share")) {
    return;
  }
  checks.faults.addAll("vpn", checkVpn(vpn));
  const sites = Object.keys(vpn.sites ?? {});
  if (checks.required("site", args.site, sites.join(", "))) {
    checks.oneOf("site", args.site, sites, "name the site that this end is at");
  }
  checkGateways(checks, args);
  checkCredentials(checks, args);
  checkLocalMembers(checks, args);
}

function checkGateways(checks: Checks, { vpn, site, gateways = {} }: CrossClusterVpnArgs): void {
  const wanted = new Set(
    Object.values(vpn.tunnels ?? {}).map(({ gateway = MAIN_GATEWAY }) => gateway),
  );
  for (const name of wanted) {
    checks.required(joinPath("gateways", name), gateways[name], "the gateway that tunnels name");
  }
  for (const [name, gateway] of Object.entries(gateways)) {
    const path = joinPath("gateways", name);
    if (!wanted.has(name)) {
      checks.fault(path, {
        message: "no tunnel ends on this gateway",
        value: name,
        allowed: [...wanted].join(", "),
      });
    }
    checkGateway(checks, path, gateway, vpn.sites?.[site]?.asNumber);
    const twin = Object.keys(gateways).find(
      (other) => other < name && gateways[other]?.gatewayPath === gateway.gatewayPath,
    );
    if (twin !== undefined) {
      checks.fault(joinPath(path, "gatewayPath"), {
        message: `${twin} is this gateway too`,
        value: checks.known(gateway.gatewayPath),
        allowed: "a gateway of its own for each name",
        fix: "tunnels on one gateway name the same one, or none",
      });
    }
  }
}

function checkGateway(
  checks: Checks,
  path: string,
  gateway: VpnGateway,
  asNumber: number | undefined,
): void {
  checks.policyPath(joinPath(path, "gatewayPath"), gateway.gatewayPath);
  if (gateway.bgpPath !== undefined) {
    checks.policyPath(joinPath(path, "bgpPath"), gateway.bgpPath);
  }
  const at = joinPath(path, "haMode");
  const isThere = checks.required(at, gateway.haMode, `the gateway's mode, ${ACTIVE_STANDBY}`);
  const mode = checks.known(gateway.haMode);
  if (isThere && mode !== undefined && mode !== ACTIVE_STANDBY) {
    checks.fault(at, {
      message: "IPsec runs on an active-standby gateway only (R23)",
      value: mode,
      allowed: ACTIVE_STANDBY,
      fix: "the mode cannot change later: take another tier-0 gateway for the VPN",
    });
  }
  const number = checks.known(gateway.asNumber);
  if (number !== undefined && asNumber !== undefined && String(number) !== String(asNumber)) {
    checks.fault(joinPath(path, "asNumber"), {
      message: "the gateway has another AS number than the description says",
      value: number,
      allowed: String(asNumber),
    });
  }
}

function checkCredentials(
  checks: Checks,
  { vpn, site, credentials = {} }: CrossClusterVpnArgs,
): void {
  const tunnels = vpn.tunnels ?? {};
  for (const key of Object.keys(credentials).filter((one) => !Object.hasOwn(tunnels, one))) {
    const path = joinPath("credentials", key);
    const allowed = Object.keys(tunnels).join(", ");
    checks.fault(path, { message: "no tunnel has this name", value: key, allowed });
  }
  for (const [key, tunnel] of Object.entries(tunnels)) {
    const path = joinPath("credentials", key);
    const credential = credentials[key];
    if (credential === undefined) {
      const allowed = "a pre-shared key, or the paths of certificates, as the tunnel asks";
      checks.required(path, credential, allowed);
    } else if (tunnel.authentication === VpnAuthentication.PreSharedKey) {
      checkPsk(checks, path, credential);
    } else if (tunnel.authentication === VpnAuthentication.Certificate) {
      checkCertificate(checks, path, credential, tunnel, site);
    }
  }
}

/** A key is read and never shown, whether it is marked as a secret or not. */
function checkPsk(checks: Checks, path: string, credential: VpnCredential): void {
  const at = joinPath(path, "psk");
  if (checks.required(at, credential.psk, "a pre-shared key of 20 or more characters")) {
    const psk = checks.known(credential.psk);
    const fault = psk === undefined ? undefined : pskFault(psk);
    if (fault !== undefined) {
      checks.fault(at, fault);
    }
  }
  refuse(checks, path, credential, ["certificatePath", "trustedCaPaths", "certificatePem"]);
}

function checkCertificate(
  checks: Checks,
  path: string,
  credential: VpnCredential,
  { endpoints }: VpnTunnel,
  site: string,
): void {
  checks.policyPath(joinPath(path, "certificatePath"), credential.certificatePath);
  const { trustedCaPaths = [], revocationListPaths = [], certificatePem } = credential;
  if (trustedCaPaths.length === 0) {
    checks.fault(joinPath(path, "trustedCaPaths"), {
      message: "without an authority no certificate of the peer is trusted",
      allowed: "paths of one or more certificates of authorities",
    });
  }
  for (const [list, paths] of Object.entries({ trustedCaPaths, revocationListPaths })) {
    paths.forEach((one, index) => checks.policyPath(joinPath(path, list, `[${index}]`), one));
  }
  const at = joinPath(path, "certificatePem");
  const facts = checks.parsed(at, certificatePem, readCertificate);
  const endpoint = endpoints?.[site];
  if (facts !== undefined && endpoint !== undefined) {
    certificateFaults(facts, endpoint).forEach((fault) => checks.fault(at, fault));
  }
  refuse(checks, path, credential, ["psk"]);
}

/** What belongs to the other method: it would not be used, and its owner would think it is. */
function refuse(
  checks: Checks,
  path: string,
  credential: VpnCredential,
  names: readonly (keyof VpnCredential)[],
): void {
  for (const name of names.filter((one) => credential[one] !== undefined)) {
    checks.fault(joinPath(path, name), {
      message: "this tunnel authenticates by the other method",
      allowed: "one method for each tunnel",
      fix: "leave this out, or change the tunnel's authentication at both ends",
    });
  }
}

function checkLocalMembers(checks: Checks, { vpn, localMembers = {} }: CrossClusterVpnArgs): void {
  for (const [key, { segmentPaths = [], tags = {} }] of Object.entries(localMembers)) {
    const path = joinPath("localMembers", key);
    const groups = groupNames(vpn);
    if (!groups.includes(key)) {
      const message = "the description has no such group";
      checks.fault(path, { message, value: key, allowed: groups.join(", ") });
    }
    if (segmentPaths.length === 0 && Object.keys(tags).length === 0) {
      const fix = "leave the entry out: the site's networks are the members then";
      checks.fault(path, { message: "no member is named", allowed: "segments or tags", fix });
    }
    segmentPaths.forEach((one, index) =>
      checks.policyPath(joinPath(path, "segmentPaths", `[${index}]`), one),
    );
    for (const [scope, tag] of Object.entries(tags)) {
      const at = joinPath(path, "tags", scope);
      checks.required(at, tag, "a tag's text");
      if (!isLater(tag) && typeof tag === "string" && `${scope}|${tag}`.split("|").length !== 2) {
        const message = "scope and tag are joined by |, so neither holds one";
        checks.fault(at, { message, value: tag, allowed: "a text without |" });
      }
    }
  }
}

function groupNames({ groups = {} }: VpnDescription): string[] {
  return Object.keys(groups);
}
