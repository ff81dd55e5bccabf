import type { Bandwidth } from "../network/bandwidth";
import type { TrafficWeight } from "../network/shares";

/** What one class of traffic gets of an uplink (Network I/O Control version 3). */
export interface TrafficShare {
  /** Weight when the uplink is full. Default: normal, or custom with `shares`. @default TrafficWeight.Normal */
  weight?: TrafficWeight;
  /** 1 to 100 shares. Default: the weight's. */
  shares?: number;
  /** Kept free on every uplink, in whole Mbit/s. Default: 1 Mbit/s, because the provider cannot write none. */
  reservation?: Bandwidth;
  /** Ceiling, in whole Mbit/s. Default: none. */
  limit?: Bandwidth;
}

/** What every class of traffic gets. */
export interface TrafficShares {
  /** Backup over NFC. Default: normal weight. */
  backupNfc?: TrafficShare;
  /** Fault tolerance logging. Default: normal weight. */
  faultTolerance?: TrafficShare;
  /** Host based replication. Default: normal weight. */
  hbr?: TrafficShare;
  /** iSCSI. Default: normal weight. */
  iscsi?: TrafficShare;
  /** Management of hosts. Default: normal weight. */
  management?: TrafficShare;
  /** NFS. Default: normal weight. */
  nfs?: TrafficShare;
  /** Data protection. Default: normal weight. */
  vdp?: TrafficShare;
  /** Machines. Default: high weight. */
  virtualMachine?: TrafficShare;
  /** Live migration. Default: normal weight. */
  vmotion?: TrafficShare;
  /** Shared storage of the hosts. Default: normal weight. */
  vsan?: TrafficShare;
}
