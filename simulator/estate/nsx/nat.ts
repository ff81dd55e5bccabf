import type { Change, Families, Family } from "../family";
import { mapsOf, numberOf, textOf, textsOf } from "../generic/values";
import { N } from "../kinds";
import { managerRefusal } from "../refusal";
import { EstateRefusal } from "../types";
import { connectedNetworks, formatCidr, overlap, usedAddresses } from "./addresses";
import { gatewayAt } from "./gateways";
import { localeServices } from "./references";

/** Highest sequence number of the USER section (NSX API). */
const highestPriority = 2147481599;

function admitArguments({ inputs }: Change): void {
  const action = textOf(inputs["action"]) ?? "";
  const translated = textsOf(inputs["translatedNetworks"]);
  const destinations = textsOf(inputs["destinationNetworks"]);
  if (["SNAT", "DNAT", "REFLEXIVE"].includes(action) && translated.length === 0) {
    throw new EstateRefusal(
      `Translated Network must be specified for action type: ${action}`,
      undefined,
      "translatedNetworks",
    );
  }
  if (action.startsWith("NO_") && translated.length > 0) {
    throw managerRefusal(
      `translatedNetworks is not allowed with ${action}`,
      undefined,
      "translatedNetworks",
    );
  }
  if (["DNAT", "NO_DNAT"].includes(action) && destinations.length === 0) {
    throw managerRefusal(`${action} needs destinationNetworks`, undefined, "destinationNetworks");
  }
  if (action !== "DNAT" && textOf(inputs["translatedPorts"]) !== undefined) {
    throw managerRefusal(
      `translatedPorts ${textOf(inputs["translatedPorts"])} is allowed with DNAT only, the rule is ${action}`,
      undefined,
      "translatedPorts",
    );
  }
  const priority = numberOf(inputs["rulePriority"]) ?? 100;
  if (priority < 0 || priority > highestPriority) {
    throw managerRefusal(
      `rulePriority ${priority} is not in the range (0 - ${highestPriority})`,
      undefined,
      "rulePriority",
    );
  }
}

/** One outside address (or one network) to one inside address: no lists, no ranges. */
function admitDnatShape({ inputs }: Change): void {
  for (const property of ["destinationNetworks", "translatedNetworks"]) {
    const texts = textsOf(inputs[property]);
    const range = texts.find((text) => text.includes("-"));
    if (texts.length > 1 || range !== undefined) {
      throw managerRefusal(
        `DNAT takes one address or CIDR in ${property}, got ${texts.join(",")}; write one rule per pair`,
        undefined,
        property,
      );
    }
  }
}

function portCount(text: string): number {
  const [from = 0, to = from] = text.split("-").map(Number);
  return to - from + 1;
}

/**
 * One service entry per rule (R11), and as many outside as inside ports. With a service, its
 * destination ports are the inside ones and `translatedPorts` the outside ones.
 */
function admitDnatPorts({ world, inputs }: Change): void {
  const path = textOf(inputs["service"]);
  const outside = textOf(inputs["translatedPorts"]);
  if (path === undefined) {
    return;
  }
  const outputs = world.store.at(path)?.outputs ?? {};
  const kinds = Object.keys(outputs).filter((key) => key.endsWith("Entries"));
  const entries = kinds.flatMap((kind) => mapsOf(outputs[kind]));
  if (entries.length > 1) {
    throw managerRefusal(
      `the service path=[${path}] has ${entries.length} entries, a DNAT rule takes a service of one; ` +
        "TCP and UDP are two rules",
      undefined,
      "service",
    );
  }
  const inside = textsOf(entries[0]?.["destinationPorts"]);
  const counts = inside.reduce((sum, text) => sum + portCount(text), 0);
  if (outside !== undefined && counts > 0 && counts !== portCount(outside)) {
    throw managerRefusal(
      `outside ports ${outside} are ${portCount(outside)}, inside ports ${inside.join(",")} are ${counts}; ` +
        "ranges must be of equal length",
      undefined,
      "translatedPorts",
    );
  }
}

/** A NAT address that something else answers for would never reach the rule, or would steal traffic. */
function admitAddresses({ world, inputs }: Change): void {
  const action = textOf(inputs["action"]);
  const property = action === "SNAT" ? "translatedNetworks" : "destinationNetworks";
  const own = action === "SNAT" || action === "DNAT" ? textsOf(inputs[property]) : [];
  own.forEach((text, index) => {
    const at = `${property}[${index}]`;
    const prefix = Number(text.split("/")[1] ?? 32);
    const covered = connectedNetworks(world).find(
      ({ network }) =>
        action === "DNAT" && prefix <= network.prefixLength && overlap(text, formatCidr(network)),
    );
    if (covered !== undefined) {
      throw managerRefusal(
        `DNAT destination ${text} covers the connected subnet ${formatCidr(covered.network)} of ` +
          `path=[${covered.owner}]: the gateway would answer for every host of it`,
        undefined,
        at,
      );
    }
    const taken = usedAddresses(world).find((used) => overlap(used.text, text));
    if (taken !== undefined) {
      throw managerRefusal(`NAT address ${text} is ${taken.text}, ${taken.owner}`, undefined, at);
    }
  });
}

const natRule: Family = {
  admit(change) {
    const { world, inputs } = change;
    admitArguments(change);
    const action = textOf(inputs["action"]);
    const gateway = gatewayAt(world, inputs);
    if (localeServices(gateway).length === 0) {
      throw managerRefusal(
        `NAT needs an edge cluster on path=[${gateway.path}]`,
        undefined,
        "gatewayPath",
      );
    }
    if (gateway.outputs["haMode"] === "ACTIVE_ACTIVE" && action !== "REFLEXIVE") {
      throw managerRefusal(
        `${action} is not supported on the ACTIVE_ACTIVE gateway path=[${gateway.path}]; only REFLEXIVE is`,
        undefined,
        "action",
      );
    }
    if (action === "DNAT") {
      admitDnatShape(change);
      admitDnatPorts(change);
    }
    admitAddresses(change);
  },
  complete({ inputs }) {
    const dnat = inputs["action"] === "DNAT" || inputs["action"] === "NO_DNAT";
    return {
      outputs: {
        type: textOf(inputs["type"]) ?? "USER",
        scopes: inputs["scopes"] ?? [],
        ...(dnat ? { policyBasedVpnMode: textOf(inputs["policyBasedVpnMode"]) ?? "BYPASS" } : {}),
      },
    };
  },
  /** Import: `<gateway>/<rule>` besides the path. */
  locate(id, { store }) {
    const [gateway, rule] = id.split("/");
    const found = store
      .list(N.natRule)
      .find(
        (item) =>
          item.id === rule && textOf(item.outputs["gatewayPath"])?.endsWith(`/${gateway ?? ""}`),
      );
    return found?.id;
  },
};

export const natFamilies: Families = { [N.natRule]: natRule };
