import type { TrafficWeight } from "../../network/shares";
import type { Slice, SliceCeiling, SliceSet, SliceUplink } from "../../network/slices";
import type { NetworkSliceArgs, SliceSegment } from "../networkSlice";
import { choice, flag, map, needed, object, plainNumber, plainText, text } from "./shape";
import { bandwidthShape as bandwidth, guardsShape as guards } from "./sharedShapes";

const slice = object<Slice>({
  rank: plainNumber,
  committed: bandwidth,
  ceiling: object<SliceCeiling>({
    ingress: bandwidth,
    egress: bandwidth,
    burstMilliseconds: plainNumber,
  }),
  dscp: plainNumber,
  trustMachines: flag,
  weight: choice<TrafficWeight>(),
  shares: plainNumber,
});

export const networkSliceShape = object<NetworkSliceArgs>({
  plan: object<SliceSet>({
    uplink: needed(object<SliceUplink>({ name: plainText, capacity: bandwidth })),
    slices: needed(map(slice)),
  }),
  slice: plainText,
  tier0Path: text,
  edgeClusterPath: text,
  transportZonePath: text,
  datacenterId: text,
  segments: needed(
    map(
      object<SliceSegment>({
        cidr: text,
        gatewayAddress: text,
        networkName: plainText,
        guards,
      }),
    ),
  ),
  nsxIdPrefix: plainText,
  disposable: flag,
});
