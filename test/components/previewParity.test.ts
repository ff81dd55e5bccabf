import {
  BridgedNetwork,
  EdgeGateway,
  gigabit,
  IsolatedNetwork,
  NatSegment,
  NetworkedVm,
  SwitchKind,
  tcp,
} from "vmnet";

import { bridgedArgs, edgeArgs, jobs, lab, natArgs, sealedArgs, vmArgs, web } from "./fixtures";
import { built } from "./harness";

jest.setTimeout(180_000);

const peers = (groupPath: IsolatedNetwork["groupPath"]) => ({
  app: { groupPath, services: [tcp("3306")] },
});

/** Every component in every form, fed by each other, as a first preview meets them. */
const programs: Record<string, () => unknown> = {
  "a bridged network": () => new BridgedNetwork("lan", bridgedArgs({ limit: gigabit(1) })),
  "a distributed bridged network": () =>
    new BridgedNetwork("lan", bridgedArgs({ kind: SwitchKind.Distributed })),
  "an edge gateway": () => new EdgeGateway("edge", edgeArgs()),
  "a NAT segment below an edge gateway": () => {
    const { gatewayPath } = new EdgeGateway("edge", edgeArgs());
    const dhcp = { ranges: ["10.0.0.100-10.0.0.199"] };
    return new NatSegment(
      "app",
      natArgs({ tier0Path: gatewayPath, dhcp, portForwards: { jobs, web } }),
    );
  },
  "a tier": () => {
    const app = new NatSegment("app", natArgs());
    const { gatewayPath, groupPath } = app;
    const reachableFrom = peers(groupPath);
    return new IsolatedNetwork(
      "db",
      sealedArgs({ gatewayPath, cidr: "10.0.9.0/24", reachableFrom }),
    );
  },
  "a sealed segment": () => new IsolatedNetwork("vault", sealedArgs()),
  "a sealed switch": () =>
    new IsolatedNetwork("vault", { datacenterId: lab.datacenterId, hosts: { a: lab.host } }),
  "a machine on a new network": () => {
    const { networkId } = new BridgedNetwork("lan", bridgedArgs());
    return new NetworkedVm("desk-1", vmArgs({ nics: [{ networkId, address: "192.168.1.10/24" }] }));
  },
};

test.each(Object.entries(programs))(
  "%s registers the same in a preview as in an update, and nothing inside apply",
  async (_what, program) => {
    const shown = await built(program, { preview: true });
    const made = await built(program, { preview: false });
    expect(shown.names()).toEqual(made.names());
    expect(made.names().length).toBeGreaterThan(2);
  },
);
