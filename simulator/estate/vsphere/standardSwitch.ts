import type { PropertyMap } from "vmnet/network/model/resource";
import type { Change, Families, Family, World } from "../family";
import { isAbsent, textOf, textsOf } from "../generic/values";
import { V } from "../kinds";
import type { EstateObject } from "../stateFile";
import { EstateRefusal, type CheckFailure } from "../types";
import { admitNics, hostOf, inUse, machinesOn, nameOf } from "./lookups";

/** Active and standby adapters are a part of the switch's own (the real provider says so at preview). */
function orderFaults(inputs: PropertyMap): CheckFailure[] {
  const adapters = inputs["networkAdapters"];
  if (!Array.isArray(adapters) || textsOf(adapters).length !== adapters.length) {
    return [];
  }
  const faults: CheckFailure[] = [];
  for (const property of ["activeNics", "standbyNics"]) {
    textsOf(inputs[property]).forEach((nic, index) => {
      if (!adapters.includes(nic)) {
        const reason = `"${nic}" is not in networkAdapters [${adapters.join(", ")}]`;
        faults.push({ property: `${property}[${index}]`, reason });
      }
    });
  }
  return faults;
}

/** Who needs a port group: VMkernel adapters and machines of its host. */
export function usersOfPortGroup(world: World, group: EstateObject): string[] {
  const { name, hostSystemId: host } = group.outputs;
  const adapters = world.store
    .list(V.vnic)
    .filter((vnic) => vnic.outputs["host"] === host && vnic.outputs["portgroup"] === name)
    .map((vnic) => vnic.id);
  const machines = machinesOn(world, String(group.internal?.["network"]))
    .filter((vm) => vm.outputs["hostSystemId"] === host)
    .map(nameOf);
  return [...adapters, ...machines];
}

function groupsOf(world: World, host: unknown, switchName: unknown): EstateObject[] {
  return world.store
    .list(V.hostPortGroup)
    .filter(
      (item) =>
        item.outputs["hostSystemId"] === host && item.outputs["virtualSwitchName"] === switchName,
    );
}

const hostSwitch: Family = {
  check: (inputs) => orderFaults(inputs),
  identify(inputs) {
    return {
      id: `tf-HostVirtualSwitch:${String(inputs["hostSystemId"])}:${String(inputs["name"])}`,
    };
  },
  admit({ world, type, id, inputs }) {
    const host = hostOf(world, inputs["hostSystemId"], "hostSystemId").id;
    admitNics(world, host, textsOf(inputs["networkAdapters"]), { type, id }, "networkAdapters");
  },
  complete: ({ inputs }) => ({ outputs: { standbyNics: inputs["standbyNics"] ?? [] } }),
  release(object, world) {
    const { hostSystemId, name } = object.outputs;
    for (const group of groupsOf(world, hostSystemId, name)) {
      const users = usersOfPortGroup(world, group);
      if (users.length > 0) {
        throw inUse(nameOf(object), `port group "${nameOf(group)}" has ${users.join(", ")}`);
      }
    }
  },
  removed(object, world) {
    const { hostSystemId, name } = object.outputs;
    groupsOf(world, hostSystemId, name).forEach((group) =>
      world.store.remove(group.type, group.id),
    );
  },
};

/** Flags that a port group sends as false when the program leaves them out; it never inherits them. */
const flags = [
  "allowPromiscuous",
  "allowForgedTransmits",
  "allowMacChanges",
  "notifySwitches",
  "checkBeacon",
  "shapingEnabled",
];

function owningSwitch({ world, inputs }: Change): EstateObject {
  const host = hostOf(world, inputs["hostSystemId"], "hostSystemId").id;
  const name = textOf(inputs["virtualSwitchName"]) ?? "";
  const found = world.store.get(V.hostSwitch, `tf-HostVirtualSwitch:${host}:${name}`);
  if (found === undefined) {
    throw new EstateRefusal(
      `The object or item referred to could not be found: host ${host} has no virtual switch "${name}"`,
      "NotFound",
      "virtualSwitchName",
    );
  }
  return found;
}

/** What applies, the group's own setting or else the switch's, in the provider's flat form. */
function computedPolicy(group: PropertyMap, above: PropertyMap): PropertyMap {
  const effective = (key: string) => (isAbsent(group[key]) ? above[key] : group[key]);
  const flat: PropertyMap = { failback: "false" };
  for (const flag of flags) {
    flat[flag.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = String(
      group[flag] === true,
    );
  }
  flat["teaming_policy"] = String(effective("teamingPolicy") ?? "loadbalance_srcid");
  const lists: [string, string][] = [
    ["active_nics", "activeNics"],
    ["standby_nics", "standbyNics"],
  ];
  for (const [name, key] of lists) {
    const nics = textsOf(isAbsent(group["activeNics"]) ? above[key] : group[key]);
    flat[`${name}.#`] = String(nics.length);
    nics.forEach((nic, index) => {
      flat[`${name}.${index}`] = nic;
    });
  }
  const numbers: [string, string][] = [
    ["shaping_average_bandwidth", "shapingAverageBandwidth"],
    ["shaping_burst_size", "shapingBurstSize"],
    ["shaping_peak_bandwidth", "shapingPeakBandwidth"],
  ];
  for (const [name, key] of numbers) {
    flat[name] = String(effective(key) ?? 0);
  }
  return flat;
}

const hostPortGroup: Family = {
  identify(inputs) {
    return { id: `tf-HostPortGroup:${String(inputs["hostSystemId"])}:${String(inputs["name"])}` };
  },
  admit(change) {
    const above = owningSwitch(change);
    const nics = textsOf(above.outputs["networkAdapters"]);
    for (const property of ["activeNics", "standbyNics"]) {
      const stranger = textsOf(change.inputs[property]).findIndex((nic) => !nics.includes(nic));
      if (stranger >= 0) {
        throw new EstateRefusal(
          `A specified parameter was not correct: "${textsOf(change.inputs[property])[stranger]}" is not an ` +
            `adapter of switch "${nameOf(above)}" (${nics.join(", ") || "it has none"})`,
          "InvalidArgument",
          `${property}[${stranger}]`,
        );
      }
    }
  },
  complete(change) {
    const { world, inputs, before } = change;
    const name = textOf(inputs["name"]) ?? "";
    const twin = world.store.list(V.hostPortGroup).find((item) => item.outputs["name"] === name);
    const network =
      before?.internal?.["network"] ??
      twin?.internal?.["network"] ??
      `network-${world.store.nextNumber("network-")}`;
    const outputs: PropertyMap = {
      key: `key-vim.host.PortGroup-${name}`,
      computedPolicy: computedPolicy(inputs, owningSwitch(change).outputs),
      ports: [],
    };
    flags.forEach((flag) => {
      outputs[flag] = inputs[flag] === true;
    });
    return { outputs, internal: { network } };
  },
  release(object, world) {
    const users = usersOfPortGroup(world, object);
    if (users.length > 0) {
      throw inUse(
        nameOf(object),
        `${users.join(", ")} on host ${String(object.outputs["hostSystemId"])}`,
      );
    }
  },
};

export const standardSwitchFamilies: Families = {
  [V.hostSwitch]: hostSwitch,
  [V.hostPortGroup]: hostPortGroup,
};
