/**
 * From expectations to packets that show on the real site whether they hold (R07). Each packet is one
 * whose fate the solver knows: a probe is only made where the model decides without doubt.
 */
import { parseAddress, type Address, type Family } from "../address";
import { AddressSet } from "../addressSet";
import { FaultList } from "../faults";
import type { NetworkModel, Origin } from "../model/types";
import { PortSet } from "../ports";
import { expectationText } from "../reason/expectation/text";
import { Relation, type Expectation } from "../reason/expectation/expectation";
import { SubjectIndex } from "../reason/expectation/subjects";
import { Verdict, type Answer, type FlowSpace } from "../reason/question";
import { explain, flowsFrom, reach } from "../reason/reachability";
import { samplesOf, type Sample } from "./samples";
import type { Denial, Probe, ProbeEnd, Unprobed } from "./types";

export interface ProbeOptions {
  /** Pairs of ends that stand for each expectation. Default: 1. */
  pairs?: number;
  /** Address of a machine of an outside network that answers, by the network's name. Default: none is known. */
  targets?: Readonly<Record<string, string>>;
}

/** Port of the sender: within the range that IANA leaves to clients. */
const CLIENT_PORT = 49152;
/** Of networks that are reserved for documentation (RFC 5737): they are nobody's. */
const EXAMPLES = ["198.51.100.77", "203.0.113.77", "192.0.2.77"].map((text) =>
  AddressSet.fromAddress(parseAddress(text)),
);
const single = (value: number) => PortSet.fromRanges([{ first: value, last: value }]);

/**
 * Probes for expectations.
 *
 * @throws FaultsError when a name means nothing in the model, or a target is no address
 */
export function planProbes(
  model: NetworkModel,
  expectations: readonly Expectation[],
  { pairs = 1, targets = {} }: ProbeOptions = {},
): { probes: Probe[]; unprobed: Unprobed[] } {
  const index = SubjectIndex.of(model);
  index.check(expectations).throwIfAny("expectations");
  const planner = new Planner(model, index, pairs, targetsOf(model, targets));
  const results = expectations.map((expectation) => planner.plan(expectation));
  const probes = results
    .flatMap((one) => one.probes)
    .map((probe, place) => ({ id: `probe-${place + 1}`, ...probe }));
  return { probes, unprobed: results.flatMap((one) => one.unprobed) };
}

function targetsOf(model: NetworkModel, given: Readonly<Record<string, string>>) {
  const faults = new FaultList();
  const outside = model.endpoints.filter(({ kind }) => kind === "network").map(({ name }) => name);
  const found = new Map<string, AddressSet>();
  for (const [name, text] of Object.entries(given)) {
    if (!outside.includes(name)) {
      const allowed = outside.join(", ") || "none: the model has no outside network";
      faults.add(name, { message: "there is no such outside network", value: name, allowed });
    }
    faults.attempt(name, () => found.set(name, AddressSet.fromAddress(parseAddress(text))));
  }
  faults.throwIfAny("targets");
  return found;
}

type Draft = Omit<Probe, "id">;
interface Pair {
  from: ProbeEnd;
  to: ProbeEnd;
}

class Planner {
  private readonly ends: ReadonlyMap<string, ProbeEnd>;
  private readonly own = new Map<string, AddressSet>();

  constructor(
    private readonly model: NetworkModel,
    private readonly index: SubjectIndex,
    private readonly mostPairs: number,
    private readonly targets: ReadonlyMap<string, AddressSet>,
  ) {
    const gateways = model.routers.map(({ id, name }) => ({ id, name, kind: "gateway" as const }));
    this.ends = new Map(
      [...gateways, ...model.endpoints].map(({ id, name, kind }) => [id, { id, name, kind }]),
    );
    for (const { owner, owned } of model.ports) {
      this.own.set(owner, (this.own.get(owner) ?? AddressSet.NONE).union(owned));
    }
  }

  plan(expectation: Expectation): { probes: Draft[]; unprobed: Unprobed[] } {
    const text = expectationText(expectation);
    if (expectation.without !== undefined && expectation.without.length > 0) {
      const reason =
        "it is about what holds when a part is lost: take the part away on the site first";
      return { probes: [], unprobed: [{ expectation: text, reason }] };
    }
    const isPositive = expectation.relation === Relation.CanReach;
    const pairs = this.pairsOf(expectation);
    const probes = pairs.flatMap((pair) =>
      isPositive ? this.positive(pair, expectation, text) : this.negative(pair, expectation, text),
    );
    const reason =
      pairs.length === 0
        ? "it is about one machine and itself: there is nothing to send"
        : expectation.inspected === true
          ? "what is inspected is not decided by headers: try it with the application itself"
          : "the model decides no packet of it as expected: run `vmnet check`";
    return { probes, unprobed: probes.length === 0 ? [{ expectation: text, reason }] : [] };
  }

  /** Pairs that differ in both ends first; machines before networks, for a line can be run there. */
  private pairsOf(expectation: Expectation): Pair[] {
    const to = this.endsOf(expectation.to);
    const named = this.endsOf(expectation.from);
    const isOnly = expectation.relation === Relation.OnlyReachableFrom;
    const others = [...this.ends.values()].filter(
      (end) =>
        ![...named, ...to].includes(end) && (end.kind === "machine" || end.kind === "network"),
    );
    const from = (isOnly ? others : named).sort(machinesFirst);
    // Each sender once, then each with the next receiver.
    return to
      .flatMap((_, round) =>
        from.flatMap((sender, turn): Pair[] => {
          const receiver = to[(turn + round) % to.length];
          return receiver === undefined || receiver === sender
            ? []
            : [{ from: sender, to: receiver }];
        }),
      )
      .slice(0, this.mostPairs);
  }

  private endsOf(subjects: Expectation["from"]): ProbeEnd[] {
    const ids = subjects.flatMap((subject) => {
      const found = this.index.find(subject);
      return "ids" in found ? found.ids : [];
    });
    return [...new Set(ids)].flatMap((id) => this.ends.get(id) ?? []).sort(machinesFirst);
  }

  private positive(pair: Pair, expectation: Expectation, text: string): Draft[] {
    const { from, to } = pair;
    const called = this.called(to, expectation);
    return samplesOf(expectation.traffic, this.familyOf(pair, called)).flatMap((sample) => {
      const space = { ...this.sent(sample, from), ...(called && { destination: called }) };
      const answer = reach(this.model, from.id, to.id, space).find(
        ({ verdict, receiver }) => verdict === Verdict.Allowed && receiver === to.id,
      );
      const sure = answer && explain(this.model, answer.example, from.id);
      return sure?.verdict === Verdict.Allowed && sure.receiver === to.id
        ? [this.draft(pair, expectation, text, sure, "allowed")]
        : [];
    });
  }

  private negative(pair: Pair, expectation: Expectation, text: string): Draft[] {
    const { from, to } = pair;
    const called = this.called(to, expectation);
    const samples = samplesOf(expectation.traffic, this.familyOf(pair, called));
    return (called === undefined ? this.leading(to) : [called]).flatMap((destination) =>
      samples.flatMap((sample) => {
        const answers = flowsFrom(this.model, from.id, { ...this.sent(sample, from), destination });
        const [first] = answers;
        const sure = first ? explain(this.model, first.example, from.id) : undefined;
        return sure?.verdict === Verdict.Denied &&
          answers.every(({ verdict }) => verdict === Verdict.Denied)
          ? [this.draft(pair, expectation, text, sure, "denied")]
          : [];
      }),
    );
  }

  /** The one address that is called, where the expectation or the operator names one. */
  private called(to: ProbeEnd, { at }: Expectation): AddressSet | undefined {
    return at === undefined ? this.representative(to) : AddressSet.fromAddress(parseAddress(at));
  }

  /** An address that stands for a whole outside network: the operator's, or one for documentation. */
  private representative({ id, name, kind }: ProbeEnd): AddressSet | undefined {
    const own = this.own.get(id) ?? AddressSet.NONE;
    const examples = kind === "network" ? EXAMPLES : [];
    return this.targets.get(name) ?? examples.find((example) => own.containsAll(example));
  }

  /** Packets of a sample, from an address that stands for the sender. */
  private sent(sample: Sample, from: ProbeEnd): Partial<FlowSpace> {
    const source = this.representative(from);
    return { ...spaceOf(sample), ...(source && { source }) };
  }

  /** One address of a receiver, and one outside address that a translation leads to it by. */
  private leading({ id }: ProbeEnd): AddressSet[] {
    const own = this.own.get(id) ?? AddressSet.NONE;
    const forwards = this.model.routers
      .flatMap(({ nat }) => nat)
      .filter(({ action, translated }) => action === "DNAT" && translated?.overlaps(own) === true)
      .map(({ destination }) => destination.lowest);
    const first = this.ends.get(id)?.kind === "network" ? hostIn(own) : own.lowest;
    const all = [first, forwards[0]].flatMap((one) => one ?? []);
    return all.map((address) => AddressSet.fromAddress(address));
  }

  private familyOf({ from }: Pair, called: AddressSet | undefined): Family {
    return (called ?? this.own.get(from.id))?.lowest?.family ?? 4;
  }

  private draft(
    { from, to }: Pair,
    { because }: Expectation,
    expectation: string,
    answer: Answer,
    expected: Probe["expected"],
  ): Draft {
    const { example: packet, origin } = answer;
    return {
      expectation,
      ...(because === undefined ? {} : { because }),
      from,
      to,
      packet,
      expected,
      ...(expected === "denied" ? { denial: this.denialOf(answer) } : {}),
      ...(origin === undefined ? {} : { decidedBy: origin.label }),
      needsTarget: to.kind === "network" && !this.targets.has(to.name),
    };
  }

  private denialOf({ reason, origin }: Answer): Denial {
    if (reason !== "firewall" || origin === undefined) {
      return "either";
    }
    const { firewall, routers } = this.model;
    const rules: { origin: Origin; action: string }[] = [
      firewall,
      ...routers.map((one) => one.firewall),
    ].flatMap(({ rules: own, defaultAction }) => [...own, defaultAction]);
    const action = rules.find((rule) => rule.origin === origin)?.action;
    return action === "DROP" ? "silence" : action === "REJECT" ? "refused" : "either";
  }
}

function spaceOf({ protocol, destinationPort }: Sample): Partial<FlowSpace> {
  return {
    protocols: single(protocol),
    sourcePorts: single(CLIENT_PORT),
    destinationPorts: single(destinationPort),
  };
}

/** Not the address of the network itself, which no machine has. */
function hostIn(set: AddressSet): Address | undefined {
  const { lowest } = set;
  const near = [10n, 1n, 2n, 100n].flatMap((step) =>
    lowest === undefined ? [] : [{ ...lowest, value: lowest.value + step }],
  );
  return near.find((address) => set.contains(address)) ?? lowest;
}

function machinesFirst(left: ProbeEnd, right: ProbeEnd): number {
  return Number(right.kind === "machine") - Number(left.kind === "machine");
}
