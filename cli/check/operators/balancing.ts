/** Faults of load balancers. */
import { all, eachOf, removed, set } from "./operator";
import type { Operator } from "./operator";

const off: Operator = ({ enabled }) => (enabled === false ? [] : [set("off", "enabled", false)]);

const server: Operator = ({ ports }) => [
  removed,
  ...(Array.isArray(ports) && ports.length > 0 ? [set("every port", "ports", ["1-65535"])] : []),
];

/** A port that is surely not the one of before. */
const otherPort = (port: unknown) => (Number(port) === 1 ? "2" : "1");

const member: Operator = ({ adminState = "ENABLED", port }) => [
  removed,
  ...(adminState === "ENABLED" ? [set("disabled", "adminState", "DISABLED")] : []),
  set("at another port", "port", otherPort(port)),
];

const pool: Operator = all(
  eachOf(
    "members",
    ({ displayName, ipAddress }) => `member ${String(displayName ?? ipAddress ?? "")}`,
    member,
  ),
  ({ memberGroup }) =>
    memberGroup === undefined || memberGroup === null
      ? []
      : [set("without members", "memberGroup", null)],
);

/** By kind of resource. */
export const BALANCING: Readonly<Record<string, Operator>> = {
  LbService: off,
  LbVirtualServer: all(server, off),
  LbPool: pool,
};
