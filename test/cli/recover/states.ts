import type { PendingOperation, StateResource } from "../../../cli/recover/deployment";

/** Hand-made parts of a stack `dev` of project `net`. */

export const groupType = "nsxt:index/policyGroup:PolicyGroup";
export const portGroupType = "vsphere:index/hostPortGroup:HostPortGroup";

export const urnOf = (qualified: string, name: string) =>
  `urn:pulumi:dev::net::${qualified}::${name}`;

export const root: StateResource = {
  urn: urnOf("pulumi:pulumi:Stack", "net-dev"),
  type: "pulumi:pulumi:Stack",
  custom: false,
};

export const provider: StateResource = {
  urn: urnOf("pulumi:providers:nsxt", "default_3_11_1"),
  type: "pulumi:providers:nsxt",
  custom: true,
  id: "1",
};

export function state(type: string, name: string, more: Partial<StateResource> = {}) {
  const ofNsx = type.startsWith("nsxt:") ? { provider: `${provider.urn}::1` } : {};
  const made: StateResource = {
    urn: urnOf(type, name),
    type,
    custom: true,
    parent: root.urn,
    ...ofNsx,
    ...more,
  };
  return made;
}

export const operation = (type: string, resource: StateResource): PendingOperation => ({
  type,
  resource,
});
