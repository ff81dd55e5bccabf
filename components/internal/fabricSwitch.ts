import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";

import { STANDARD_MTU_BYTES } from "../../network/mtu";
import { formatVlans, mergeVlans } from "../../network/vlan";
import { TeamingPolicy } from "../bridgedNetwork";
import type {
  FabricAdapter,
  FabricPortGroup,
  FabricSwitch,
  StandardSwitchFabricArgs,
} from "../standardSwitchFabric";
import type { Children } from "./children";
import { claim } from "./claims";
import { lookedUpNetworkId } from "./networkIds";
import { shaping } from "./switching";
import { adapterIpv4 } from "./vmkernel";

/** A switch on one host, as its port groups refer to it. */
interface HostSide {
  host: string;
  address: (adapter: string) => pulumi.Input<string>;
  base: {
    hostSystemId: pulumi.Input<string>;
    virtualSwitchName: pulumi.Input<string>;
    teamingPolicy: TeamingPolicy;
    activeNics?: string[];
    standbyNics?: string[];
  };
}

/** What a switch of the fabric became. */
interface MadeSwitch {
  key: string;
  switchName: pulumi.Output<string>;
  networks: { key: string; networkName: string; id: pulumi.Output<string> }[];
  /** VLANs on its physical ports, 0 for untagged. */
  vlans: string;
}

/** Makes the switches of a fabric, one after the other. */
export class FabricBuilder {
  /** The adapter that each host got last. */
  private readonly last = new Map<string, vsphere.Vnic>();
  private readonly protect: boolean;

  constructor(
    private readonly parent: pulumi.Resource,
    private readonly children: Children,
    private readonly name: string,
    private readonly args: StandardSwitchFabricArgs,
  ) {
    this.protect = args.disposable !== true;
  }

  add(key: string, plan: FabricSwitch): MadeSwitch {
    const sides = Object.keys(this.args.hosts).map((host) => this.side(key, plan, host));
    const groups = Object.entries(plan.portGroups ?? {});
    const adapters = Object.entries(plan.adapters ?? {});
    const networks = groups.map(([group, one]) => this.network(group, one, sides));
    for (const [adapter, one] of adapters) {
      this.claimName(one.networkName ?? adapter);
      sides.forEach((side) => this.adapter(adapter, one, side, plan));
    }
    const vlans = [...groups, ...adapters].map(([, { vlanId }]) => {
      return { first: vlanId, last: vlanId };
    });
    const names = sides.map(({ base }) => base.virtualSwitchName);
    return {
      key,
      // Whoever uses the name waits for the switch on every host.
      switchName: pulumi.all(names).apply(() => key),
      networks,
      vlans: formatVlans(mergeVlans(vlans)),
    };
  }

  private side(key: string, plan: FabricSwitch, host: string): HostSide {
    const { hostSystemId = "", uplinks, addresses } = this.args.hosts[host] ?? {};
    const { active = [], standby = [] } = uplinks?.[key] ?? plan.uplinks ?? {};
    const teamingPolicy = plan.teaming ?? TeamingPolicy.SourceId;
    const nics = { activeNics: active, standbyNics: standby };
    const made =
      plan.existing === true
        ? undefined
        : this.children.add(
            vsphere.HostVirtualSwitch,
            [`switch-${key}`, host],
            {
              name: key,
              hostSystemId,
              networkAdapters: [...active, ...standby],
              ...nics,
              teamingPolicy,
              mtu: plan.mtuBytes ?? STANDARD_MTU_BYTES,
            },
            { protect: this.protect },
          );
    const base = { hostSystemId, virtualSwitchName: made?.name ?? key, teamingPolicy };
    return {
      host,
      address: (adapter) => addresses?.[adapter] ?? "",
      base: active.length === 0 ? base : { ...base, ...nics },
    };
  }

  private network(group: string, plan: FabricPortGroup, sides: readonly HostSide[]) {
    const networkName = plan.networkName ?? group;
    this.claimName(networkName);
    const { uplinks } = plan;
    const made = sides.map(({ host, base }) =>
      this.children.add(
        vsphere.HostPortGroup,
        [`portgroup-${group}`, host],
        {
          ...base,
          ...(uplinks === undefined
            ? {}
            : { activeNics: uplinks.active, standbyNics: uplinks.standby ?? [] }),
          name: networkName,
          vlanId: plan.vlanId,
          ...shaping(plan, ["shaping"]),
        },
        { protect: this.protect },
      ),
    );
    // The groups' own ids are the provider's strings; only vCenter knows the network's.
    const { datacenterId } = this.args;
    const id = lookedUpNetworkId(this.parent, { name: networkName, datacenterId }, made);
    return { key: group, networkName, id };
  }

  private adapter(
    adapter: string,
    plan: FabricAdapter,
    { host, address, base }: HostSide,
    owner: FabricSwitch,
  ): void {
    const group = this.children.add(vsphere.HostPortGroup, [`hostgroup-${adapter}`, host], {
      ...base,
      name: plan.networkName ?? adapter,
      vlanId: plan.vlanId,
    });
    const before = this.last.get(host);
    const { service } = plan;
    const made = this.children.add(
      vsphere.Vnic,
      [`adapter-${adapter}`, host],
      {
        host: base.hostSystemId,
        // By name: the group's id is the provider's own string.
        portgroup: group.name,
        mtu: plan.mtuBytes ?? owner.mtuBytes ?? STANDARD_MTU_BYTES,
        ipv4: adapterIpv4(address(adapter), plan.gateway),
        ...(service === undefined ? {} : { services: [service] }),
      },
      {
        // A port group that is replaced cannot be deleted under its adapter.
        ownReferences: ["portgroup"],
        // Device numbers are given in the order of creation.
        ...(before === undefined ? {} : { dependsOn: [before] }),
        // The provider reads vmk10's services as vmk1's.
        ...(service === undefined ? { ignoreChanges: ["services"] } : {}),
      },
    );
    this.last.set(host, made);
  }

  private claimName(networkName: string): void {
    const thing = `network ${networkName}`;
    claim(this.parent, "vsphere:index:any", thing, "networkName", this.name);
  }
}
