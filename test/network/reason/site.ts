import { AddressSet } from "../../../network/addressSet";
import type { FirewallRule, NetworkModel } from "../../../network/model/types";
import { domain, DROP, machine, model, port, router, rule, tcpService } from "./models";

/** Two segments of four machines each below one gateway, and a LAN of machines outside. */
export function site(rules: FirewallRule[], more: Parameters<typeof router>[3] = {}): NetworkModel {
  const segment = (name: string, net: number) =>
    [1, 2, 3, 4].map((index) =>
      machine(`${name}-${index}`, name, {
        ip: `10.0.${net}.${10 + index}/24`,
        via: `10.0.${net}.1`,
        distributedFirewall: "covered",
      }),
    );
  return model(
    [
      domain("lan", { kind: "vlan" }),
      domain("web"),
      domain("db"),
      ...segment("web", 1),
      ...segment("db", 2),
      machine("corp", "lan", {
        ip: "192.168.1.10/24",
        via: "192.168.1.1",
        owned: ["192.168.1.10-192.168.1.19"],
        endpoint: { kind: "network" },
      }),
      router(
        "t1",
        [
          port("t1.up", "t1", "lan", {
            ip: "192.168.1.1/24",
            side: "service",
            answersFor: ["192.168.1.60"],
          }),
          port("t1.web", "t1", "web", { ip: "10.0.1.1/24", side: "distributed" }),
          port("t1.db", "t1", "db", { ip: "10.0.2.1/24", side: "distributed" }),
        ],
        [
          ["192.168.1.0/24", ["t1.up"]],
          ["10.0.1.0/24", ["t1.web"]],
          ["10.0.2.0/24", ["t1.db"]],
        ],
        more,
      ),
    ],
    { rules, defaultAction: DROP },
  );
}

export const WEB = AddressSet.of("10.0.1.0/24");
export const DB = AddressSet.of("10.0.2.0/24");
export const sql = (more: Partial<FirewallRule> = {}) =>
  rule("sql", { source: WEB, destination: DB, services: [tcpService("3306")], ...more });
