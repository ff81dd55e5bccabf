/**
 * A small complete site, the same for every hand-made case: corp on a LAN, a Tier-0, a Tier-1 and two
 * segments with a machine each. A case changes it and says what must follow.
 *
 *     corp 10.0.1.5 -lan- t0 (10.0.1.1) -link- t1 -web- w 10.0.11.2
 *                                               `-db-- d 10.0.12.2
 */
import type { Endpoint, NetworkModel, Port, Router } from "../../network/model/types";
import type { Packet } from "../../network/reason/question";
import { Plan, route } from "./parts";

export interface SmallSite {
  plan: Plan;
  model: NetworkModel;
  corp: Endpoint;
  w: Endpoint;
  d: Endpoint;
  t0: Router;
  t1: Router;
  /** Ports by id: corp-0, t0-0 (lan), t0-1 (down), t1-0 (up), t1-1 (web), t1-2 (db), w-0, d-0. */
  port(id: string): Port;
}

export function smallSite(): SmallSite {
  const plan = new Plan();
  for (const id of ["lan", "web", "db"]) {
    plan.domain(id, id === "lan" ? { kind: "vlan", vlan: 10 } : {});
  }
  const corp = plan.endpoint("corp", { kind: "network" });
  const corpPort = plan.port(corp, "lan", ["10.0.1.5/29"]);
  corp.routes.push(route("0.0.0.0/0", corpPort, "10.0.1.1"));
  const t0 = plan.router("t0", { kind: "tier0" });
  const t1 = plan.router("t1");
  plan.port(t0, "lan", ["10.0.1.1/29"], { side: "service" });
  const [down, up] = plan.link(t0, t1, "service", "service");
  plan.port(t1, "web", ["10.0.11.1/29"], { side: "distributed" });
  plan.port(t1, "db", ["10.0.12.1/29"], { side: "distributed" });
  t0.routes.push(route("10.0.11.0/29", down), route("10.0.12.0/29", down));
  t1.routes.push(route("0.0.0.0/0", up));
  const machine = (id: string, domain: string, net: number) => {
    const endpoint = plan.endpoint(id);
    const port = plan.port(endpoint, domain, [`10.0.${net}.2/29`], {
      distributedFirewall: "covered",
      mac: `00:50:56:00:00:${net}`,
    });
    endpoint.routes.push(route("0.0.0.0/0", port, `10.0.${net}.1`));
    return endpoint;
  };
  const w = machine("w", "web", 11);
  const d = machine("d", "db", 12);
  const port = (id: string) => plan.model.ports.find((one) => one.id === id)!;
  return { plan, model: plan.model, corp, w, d, t0, t1, port };
}

/** `10.0.1.5 > 10.0.11.2 tcp 443`, from port 50000; `icmp 2048` names type and code in one number. */
export function packet(text: string): Packet {
  const [source = "", , destination = "", name = "tcp", port = "443"] = text.split(" ");
  const protocol = { tcp: 6, udp: 17, icmp: 1, gre: 47 }[name] ?? Number(name);
  return { source, destination, protocol, sourcePort: 50_000, destinationPort: Number(port) };
}
