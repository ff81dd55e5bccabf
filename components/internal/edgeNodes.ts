import * as nsxt from "@pulumi/nsxt";
import * as pulumi from "@pulumi/pulumi";

import { formatAddress, parseInterfaceCidr } from "../../network/address";
import { EdgeNodeSize, type EdgeClusterArgs } from "../edgeCluster";
import type { Children } from "./children";

/** The profile of failure detection that every manager has. */
export const DEFAULT_PROFILE_PATH =
  "/infra/edge-cluster-high-availability-profiles/nsx-default-edge-high-availability-profile";

/**
 * A member's own id in the cluster, which becomes a part of its path. Without one the manager takes the
 * member's index, so that removing a node could rename another.
 */
export function memberId(prefix: string, key: string): string {
  return `${prefix}-node-${key}`;
}

/** The arguments with passwords marked as secrets: a component's arguments are written to the state. */
export function sealedCluster(args: EdgeClusterArgs): EdgeClusterArgs {
  const { rootPassword, adminPassword } = args.credentials;
  return {
    ...args,
    credentials: {
      rootPassword: pulumi.secret(rootPassword),
      adminPassword: pulumi.secret(adminPassword),
    },
  };
}

/** An edge node that NSX deploys as a machine. */
export function addEdgeNode(
  children: Children,
  key: string,
  args: EdgeClusterArgs,
  protect: boolean,
): nsxt.PolicyEdgeTransportNode {
  const { management, credentials } = args;
  const node = args.nodes[key] ?? { hostname: "", managementAddress: "" };
  const address = pulumi.output(node.managementAddress).apply(parseInterfaceCidr);
  return children.add(
    nsxt.PolicyEdgeTransportNode,
    ["node", key],
    {
      description: `Edge node ${key}`,
      hostname: node.hostname,
      formFactor: args.size ?? EdgeNodeSize.Medium,
      credentials: {
        cliUsername: "admin",
        cliPassword: credentials.adminPassword,
        rootPassword: credentials.rootPassword,
      },
      managementInterface: {
        networkId: management.networkId,
        ipAssignments: [
          {
            staticIpv4: {
              defaultGateway: management.gatewayAddress,
              managementPortSubnet: {
                ipAddresses: [address.apply((read) => formatAddress(read.address))],
                prefixLength: address.apply((read) => read.network.prefixLength),
              },
            },
          },
        ],
      },
      // Syslog servers stay out: the provider never sends them.
      applianceConfig: {
        allowSshRootLogin: false,
        enableSsh: management.ssh ?? false,
        enableUptMode: false,
        dnsServers: management.dnsServers ?? [],
      },
      // With a tunnel endpoint the provider keeps the switch as it is written; without one it would
      // read it back without its VLAN zones.
      switches: [
        {
          switchName: "nsxDefaultHostSwitch",
          overlayTransportZonePath: args.overlayZonePath,
          vlanTransportZonePaths: [args.vlanZonePath],
          uplinkHostSwitchProfilePath: args.uplinkProfilePath,
          pnics: args.uplinks.map(({ uplinkName, networkId }, index) => ({
            deviceName: `fp-eth${index}`,
            uplinkName,
            datapathNetworkId: networkId,
          })),
          tunnelEndpoint: {
            ipAssignment: { staticIpv4Pool: args.tepPoolPath },
            vlan: args.tepVlanId ?? 0,
          },
        },
      ],
      vmDeploymentConfig: {
        computeManagerId: args.computeManagerId,
        computeId: node.computeClusterId ?? args.computeClusterId,
        storageId: node.datastoreId ?? args.datastoreId,
        // The provider reads these back without asking whether they are there, and stops if not.
        reservationInfo: {
          cpuReservationInShares: "HIGH_PRIORITY",
          memoryReservationPercentage: 100,
        },
        ...(node.hostGroupName === undefined
          ? {}
          : { edgeHostAffinityConfig: { hostGroupName: node.hostGroupName } }),
      },
    },
    // Used at deployment only, and the manager adds names of its own: a difference means nothing.
    { protect, ignoreChanges: ["credentials"] },
  );
}
