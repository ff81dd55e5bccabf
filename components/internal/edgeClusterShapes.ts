import type {
  EdgeClusterArgs,
  EdgeCredentials,
  EdgeManagement,
  EdgeNode,
  EdgeNodeSize,
  EdgeNodeUplink,
} from "../edgeCluster";
import { secretText } from "./secretShape";
import { choice, flag, list, map, needed, object, plainNumber, plainText, text } from "./shape";

export const edgeClusterShape = object<EdgeClusterArgs>({
  nodes: needed(
    map(
      object<EdgeNode>({
        hostname: text,
        managementAddress: text,
        computeClusterId: text,
        datastoreId: text,
        hostGroupName: plainText,
      }),
    ),
  ),
  size: choice<EdgeNodeSize>(),
  computeManagerId: text,
  computeClusterId: text,
  datastoreId: text,
  management: needed(
    object<EdgeManagement>({
      networkId: text,
      gatewayAddress: text,
      dnsServers: list(text),
      ssh: flag,
    }),
  ),
  uplinks: needed(list(object<EdgeNodeUplink>({ uplinkName: plainText, networkId: text }))),
  uplinkProfilePath: text,
  overlayZonePath: text,
  vlanZonePath: text,
  tepPoolPath: text,
  tepVlanId: plainNumber,
  credentials: needed(
    object<EdgeCredentials>({ rootPassword: secretText, adminPassword: secretText }),
  ),
  profilePath: text,
  nsxIdPrefix: plainText,
  disposable: flag,
});
