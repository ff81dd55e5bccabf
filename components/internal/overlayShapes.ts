import type { Uplinks } from "../bridgedNetwork";
import type {
  EdgeUplinkProfile,
  FabricCluster,
  FabricZones,
  OverlayFabricArgs,
  TepNetwork,
  TunnelTeaming,
} from "../overlayFabric";
import { choice, flag, list, map, needed, object, plainNumber, plainText, text } from "./shape";

const uplinks = object<Uplinks>({ active: needed(list(plainText)), standby: list(plainText) });

export const overlayFabricShape = object<OverlayFabricArgs>({
  distributedSwitchId: text,
  switchMtuBytes: plainNumber,
  guestMtuBytes: plainNumber,
  uplinks,
  teaming: choice<TunnelTeaming>(),
  tep: object<TepNetwork>({
    vlanId: plainNumber,
    cidr: plainText,
    ranges: needed(list(plainText)),
    gatewayAddress: plainText,
  }),
  clusters: map(
    object<FabricCluster>({
      computeCollectionId: text,
      hosts: plainNumber,
      protectPortGroups: flag,
    }),
  ),
  zones: object<FabricZones>({ overlayPath: text, vlanPath: text }),
  edge: object<EdgeUplinkProfile>({
    tepVlanId: plainNumber,
    uplinks,
    teaming: choice<TunnelTeaming>(),
  }),
  nsxIdPrefix: plainText,
  disposable: flag,
});
