import type { Protocol, Traffic } from "../../network/services";
import type {
  VpnAllow,
  VpnAuthentication,
  VpnDescription,
  VpnGroup,
  VpnSite,
  VpnTunnel,
} from "../../network/vpn";
import type {
  CrossClusterVpnArgs,
  VpnCredential,
  VpnGateway,
  VpnLocalMembers,
} from "../crossClusterVpn";
import { secretText } from "./secretShape";
import { choice, flag, list, map, object, plainNumber, plainText, text } from "./shape";

const traffic = object<Traffic>({
  protocol: choice<Protocol>(),
  ports: plainText,
  icmpType: plainNumber,
  icmpCode: plainNumber,
});

const vpn = object<VpnDescription>({
  sites: map(
    object<VpnSite>({
      asNumber: plainNumber,
      networks: map(plainText),
      transportMtuBytes: plainNumber,
    }),
  ),
  tunnels: map(
    object<VpnTunnel>({
      authentication: choice<VpnAuthentication>(),
      rank: plainNumber,
      endpoints: map(plainText),
      transit: plainText,
      gateway: plainText,
    }),
  ),
  allow: map(
    object<VpnAllow>({
      from: plainText,
      sources: list(plainText),
      destinations: list(plainText),
      services: list(traffic),
    }),
  ),
  groups: map(object<VpnGroup>({ members: map(list(plainText)) })),
});

export const crossClusterVpnShape = object<CrossClusterVpnArgs>({
  vpn,
  site: plainText,
  gateways: map(
    object<VpnGateway>({
      gatewayPath: text,
      haMode: text,
      bgpPath: text,
      asNumber: text,
      redistribute: flag,
    }),
  ),
  credentials: map(
    object<VpnCredential>({
      psk: secretText,
      certificatePath: text,
      trustedCaPaths: list(text),
      revocationListPaths: list(text),
      certificatePem: secretText,
      bgpPassword: secretText,
    }),
  ),
  localMembers: map(object<VpnLocalMembers>({ segmentPaths: list(text), tags: map(text) })),
  logDrops: flag,
  nsxIdPrefix: plainText,
  disposable: flag,
});
