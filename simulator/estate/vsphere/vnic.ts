import type { Change, Families, Family } from "../family";
import { isMap, isZero, mapsOf, numberOf, textOf } from "../generic/values";
import { V } from "../kinds";
import { EstateRefusal } from "../types";
import { hostOf } from "./lookups";

/** Stacks of a host without custom ones; the provider's documentation calls the third `provisioning`. */
const stacks = ["defaultTcpipStack", "vmotion", "vSphereProvisioning"];

function admitPlace({ world, inputs, id }: Change): void {
  const host = String(inputs["host"]);
  const portgroup = textOf(inputs["portgroup"]);
  const switchId = textOf(inputs["distributedSwitchPort"]);
  const groupId = textOf(inputs["distributedPortGroup"]);
  const distributed = switchId !== undefined && groupId !== undefined;
  if (
    (portgroup !== undefined) === distributed ||
    (switchId !== undefined) !== (groupId !== undefined)
  ) {
    throw new EstateRefusal(
      "A specified parameter was not correct: nic.portgroup; give either portgroup, or " +
        "distributedSwitchPort together with distributedPortGroup",
      "InvalidArgument",
      "portgroup",
    );
  }
  if (portgroup !== undefined) {
    if (world.store.get(V.hostPortGroup, `tf-HostPortGroup:${host}:${portgroup}`) === undefined) {
      throw new EstateRefusal(
        `The object or item referred to could not be found: host ${host} has no port group "${portgroup}"`,
        "NotFound",
        "portgroup",
      );
    }
    const other = world.store
      .list(V.vnic)
      .find(
        (vnic) =>
          vnic.id !== id &&
          vnic.outputs["host"] === host &&
          vnic.outputs["portgroup"] === portgroup,
      );
    if (other !== undefined) {
      throw new EstateRefusal(
        `The specified key, name, or identifier '${portgroup}' already exists: ${other.id} is on it`,
        "AlreadyExists",
        "portgroup",
      );
    }
    return;
  }
  const dvs = world.store.get(V.dvs, switchId ?? "");
  const group = world.store.get(V.dvpg, groupId ?? "");
  if (dvs === undefined || group?.outputs["distributedVirtualSwitchUuid"] !== dvs.id) {
    throw new EstateRefusal(
      `The object or item referred to could not be found: port group "${groupId ?? ""}" on switch "${switchId ?? ""}"`,
      "NotFound",
      dvs === undefined ? "distributedSwitchPort" : "distributedPortGroup",
    );
  }
  if (!mapsOf(dvs.outputs["hosts"]).some((member) => member["hostSystemId"] === host)) {
    throw new EstateRefusal(
      `Host ${host} is no member of the distributed switch "${String(dvs.outputs["name"])}"`,
      "NotFound",
      "distributedSwitchPort",
    );
  }
}

function admitStack({ inputs }: Change): void {
  const stack = textOf(inputs["netstack"]) ?? "defaultTcpipStack";
  if (!stacks.includes(stack)) {
    throw new EstateRefusal(
      `The object or item referred to could not be found: netstack "${stack}" (there are ${stacks.join(", ")})`,
      "NotFound",
      "netstack",
    );
  }
  if (stack !== "defaultTcpipStack" && !isZero(inputs["services"])) {
    throw new EstateRefusal(
      `services can only be configured when netstack is set to defaultTcpipStack, it is ${stack}`,
      undefined,
      "services",
    );
  }
}

/** One host has one adapter per address, whatever stack it is on; other hosts are not looked at. */
function admitAddress({ world, inputs, id }: Change): void {
  const ipv4 = inputs["ipv4"];
  const ip = isMap(ipv4) ? textOf(ipv4["ip"]) : undefined;
  const other = world.store.list(V.vnic).find((vnic) => {
    const theirs = vnic.outputs["ipv4"];
    const same = isMap(theirs) && ip !== undefined && theirs["ip"] === ip;
    return same && vnic.id !== id && vnic.outputs["host"] === inputs["host"];
  });
  if (other !== undefined) {
    throw new EstateRefusal(
      `The specified key, name, or identifier '${ip}' already exists: ${other.id} has it`,
      "AlreadyExists",
      "ipv4.ip",
    );
  }
  if (isMap(ipv4) && ip !== undefined && textOf(ipv4["netmask"]) === undefined) {
    throw new EstateRefusal(
      "ipv4 needs a netmask with a fixed address",
      "InvalidArgument",
      "ipv4.netmask",
    );
  }
}

const vnic: Family = {
  /** The lowest free device of the host; parallel creation gives arbitrary numbers. */
  identify(inputs, { store }) {
    const host = String(inputs["host"]);
    let number = 0;
    while (store.get(V.vnic, `${host}_vmk${number}`) !== undefined) {
      number += 1;
    }
    return { id: `${host}_vmk${number}` };
  },
  admit(change) {
    hostOf(change.world, change.inputs["host"], "host");
    admitPlace(change);
    admitStack(change);
    admitAddress(change);
  },
  complete({ world, inputs, before }) {
    const serial = () => world.store.nextNumber("vmkernel mac", 1);
    const made = () => {
      const hex = serial().toString(16).padStart(6, "0");
      return `00:50:56:6${hex.slice(1, 2)}:${hex.slice(2, 4)}:${hex.slice(4, 6)}`;
    };
    return {
      outputs: {
        mac: textOf(inputs["mac"]) ?? textOf(before?.outputs["mac"]) ?? made(),
        mtu: numberOf(inputs["mtu"]) ?? 1500,
      },
    };
  },
};

export const vnicFamilies: Families = { [V.vnic]: vnic };
