/** What decides a cell of the heat map: the path of one packet, and the rule. */
import { AddressSet } from "vmnet/network/addressSet";
import { PortSet } from "vmnet/network/ports";
import type { NetworkModel } from "vmnet/network/model/types";
import { flowsFrom, packetText, Verdict } from "vmnet/network/reason/index";
import type { Answer, FlowSpace } from "vmnet/network/reason/index";
import { hopLines, Names, reasonText } from "../../reach/render";
import { oneLine } from "../../model/words";
import type { Cell, CellFlow, Party } from "./reachability";

/** One packet and what becomes of it. */
export interface PathDetail {
  verdict: string;
  packet: string;
  /** The reason, and the rule or route that decided. */
  reason: string;
  /** Rules of firewalls and NAT that the packet meets, by name. */
  rules: string[];
  hops: string[];
}

/** Answers questions about the cells of one network. */
export class Paths {
  private readonly names: Names;
  private readonly owned: ReadonlyMap<string, AddressSet>;

  constructor(private readonly model: NetworkModel) {
    this.names = new Names(model);
    const ports = new Map(model.ports.map((port) => [port.id, port]));
    this.owned = new Map(
      model.endpoints.map(({ id, ports: own }) => [
        id,
        AddressSet.unionOf(own.flatMap((port) => ports.get(port)?.owned ?? [])),
      ]),
    );
  }

  /** For an open cell a packet that gets through; for a closed one a try, and what stops it. */
  of(cell: Cell, from: Party, to: Party): PathDetail | undefined {
    const { example } = cell;
    const answer = example === undefined ? this.attempt(from, to) : this.follow(example, to);
    return answer === undefined ? undefined : this.detail(answer);
  }

  private follow({ from, space }: CellFlow, to: Party): Answer | undefined {
    const answers = flowsFrom(this.model, from, space);
    const there = answers.filter(({ receiver = "", receivers = [receiver] }) =>
      receivers.some((id) => to.ids.includes(id)),
    );
    return there.find(({ verdict }) => verdict !== Verdict.Denied) ?? there[0] ?? answers[0];
  }

  /** HTTPS, of which nobody can say that it is an unusual question. */
  private attempt(from: Party, to: Party): Answer | undefined {
    const sender = from.ids.find((id) => this.owned.get(id)?.isEmpty === false);
    const receiver = to.ids.find((id) => id !== sender && this.owned.get(id)?.isEmpty === false);
    const destination = receiver === undefined ? undefined : this.owned.get(receiver);
    if (sender === undefined || destination === undefined) {
      return undefined;
    }
    const space: Partial<FlowSpace> = {
      destination,
      protocols: PortSet.of("6"),
      destinationPorts: PortSet.of("443"),
    };
    return flowsFrom(this.model, sender, space)[0];
  }

  private detail(answer: Answer): PathDetail {
    const { verdict, example, hops } = answer;
    const deciding = hops.filter(({ kind }) => /firewall|nat/i.test(kind));
    return {
      verdict,
      packet: packetText(example),
      reason: reasonText(answer),
      rules: [...new Set(deciding.map(({ action }) => oneLine(action)))],
      hops: hopLines(answer, this.names),
    };
  }
}
