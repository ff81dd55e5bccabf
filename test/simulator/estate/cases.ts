import type { PropertyMap } from "vmnet/network/model/resource";
import { edges, Lab, N } from "./lab";

/** One refusal: what is created, what the message says, and what must be there before. */
export type Case = [
  name: string,
  type: string,
  inputs: PropertyMap,
  message: RegExp,
  prepare?: (lab: Lab) => void,
];

export const named = (nsxId: string) => ({ displayName: nsxId, nsxId });
export const snat = {
  ...named("n"),
  action: "SNAT",
  gatewayPath: "/infra/tier-1s/t1",
  translatedNetworks: ["192.168.1.50"],
};
export const dnat: PropertyMap = {
  ...named("n"),
  action: "DNAT",
  gatewayPath: "/infra/tier-1s/t1",
  destinationNetworks: ["192.168.1.60"],
  translatedNetworks: ["10.0.0.11"],
};
export const gateway = (lab: Lab) => {
  lab.tier1("t1");
};
export const served = (lab: Lab) => {
  lab.tier1("t1");
  lab.segment("web", {
    connectivityPath: "/infra/tier-1s/t1",
    subnets: [
      {
        cidr: "10.0.0.1/24",
        dhcpV4Config: { serverAddress: "10.0.0.2/24" },
        dhcpRanges: ["10.0.0.50-10.0.0.60"],
      },
    ],
  });
};
export const service = (nsxId: string, l4PortSetEntries: PropertyMap[]) => (lab: Lab) => {
  lab.tier1("t1");
  lab.add(N.service, { ...named(nsxId), l4PortSetEntries });
};
export const tcp = (...destinationPorts: string[]) => ({ protocol: "TCP", destinationPorts });
export const activeActive = (lab: Lab) => {
  lab.add(N.tier0, { ...named("aa"), haMode: "ACTIVE_ACTIVE", edgeClusterPath: edges });
};
export const bareT0 = (lab: Lab) => {
  lab.add(N.tier0, { ...named("bare"), haMode: "ACTIVE_STANDBY" });
};
export const pool = (lab: Lab) => {
  lab.add(N.ipPool, named("p"));
};
export const range = (start: string, end: string) => ({ start, end });
export const bound = (lab: Lab) => {
  served(lab);
  lab.add(N.staticBinding, {
    ...named("b1"),
    segmentPath: "/infra/segments/web",
    ipAddress: "10.0.0.10",
    macAddress: "00:50:56:00:00:01",
  });
};
export const binding = (ipAddress: string, macAddress: string) => ({
  ...named("b2"),
  segmentPath: "/infra/segments/web",
  ipAddress,
  macAddress,
});

/** Each row is refused, and a refusal changes nothing. */
export function testRefusals(cases: Case[]): void {
  test.each(cases.map((row) => [row[0], row] as const))("fails: %s", (_title, row) => {
    const [, type, inputs, message, prepare] = row;
    const lab = new Lab();
    prepare?.(lab);
    const before = lab.estate.objects();
    expect(lab.refusal(type, inputs).message).toMatch(message);
    expect(lab.estate.objects()).toEqual(before);
  });
}
