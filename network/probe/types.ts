import type { Packet } from "../reason/question";

/** One end of a probe. */
export interface ProbeEnd {
  /** Id of the endpoint in the model. */
  readonly id: string;
  readonly name: string;
  /** `network`: an outside network stands for any of its machines. `gateway`: it only receives. */
  readonly kind: "machine" | "vmkernel" | "network" | "gateway";
}

/** How a denied packet ends: a DROP is silent, a REJECT answers, and elsewhere either may happen. */
export type Denial = "silence" | "refused" | "either";

/** One packet that shows on the real site whether an expectation holds. */
export interface Probe {
  /** `probe-1`, in the order of the expectations. */
  readonly id: string;
  /** The expectation in words. */
  readonly expectation: string;
  /** Why it matters. */
  readonly because?: string;
  readonly from: ProbeEnd;
  readonly to: ProbeEnd;
  readonly packet: Packet;
  readonly expected: "allowed" | "denied";
  /** Set where it is denied. */
  readonly denial?: Denial;
  /** What decides in the model, such as the name of a rule. */
  readonly decidedBy?: string;
  /** True where the packet goes to an outside network, and nobody has said which of its machines answers. */
  readonly needsTarget: boolean;
}

/** An expectation, or a part of one, that no probe shows. */
export interface Unprobed {
  readonly expectation: string;
  /** One sentence. */
  readonly reason: string;
}

/** A full-size packet that may not be fragmented (R40). */
export interface SizeProbe {
  readonly from: ProbeEnd;
  readonly to: ProbeEnd;
  readonly destination: string;
  /** Size of the IP packet in bytes. */
  readonly bytes: number;
  /** Set where the sender is an adapter of a host: the line runs in the host's shell. */
  readonly vmkernel?: {
    readonly host: string;
    readonly adapter: string;
    readonly netstack?: string;
  };
}

/** A way that has to be fast, whole and unused enough (R50), or a responder that has to answer in time. */
export interface ObjectiveProbe {
  readonly name: string;
  /** Machine that measures. */
  readonly from: string;
  /** Host name or address that is measured. */
  readonly to: string;
  /** Protocol and port of the service, where it is asked for one. */
  readonly port?: { readonly protocol: "tcp" | "udp"; readonly number: number };
  readonly latencyMilliseconds: number;
  readonly lossPercent: number;
  readonly utilisationPercent: number;
  /** Packets that it takes to judge the loss. */
  readonly packets: number;
}

/** What to run where, and what must come of it. */
export interface ProbePlan {
  readonly probes: readonly Probe[];
  readonly sizes: readonly SizeProbe[];
  readonly objectives: readonly ObjectiveProbe[];
  readonly unprobed: readonly Unprobed[];
}
