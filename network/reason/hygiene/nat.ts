/** NAT rules that earlier ones hide. */
import type { Family } from "../../address";
import type { NatRule, NetworkModel, Router } from "../../model/types";
import { isEmptyBox, ofFamily, subtractAll, type Box } from "../boxes";
import type { Finding } from "../finding";
import { serviceBoxes } from "../serviceBoxes";
import { natText } from "../text";
import { addressesOf, ALL_PORTS, ALL_PROTOCOLS } from "../values";
import { keyOfRule, namesOf } from "./words";

const FAMILIES: readonly Family[] = [4, 6];
/** Pieces that one rule's packets may be cut into before nothing is said about it. */
const MOST_PIECES = 500;

/** Which table a rule is in; one-to-one translations are in both and not looked at. */
function sideOf({ action }: NatRule): "destination" | "source" | undefined {
  return action === "REFLEXIVE"
    ? undefined
    : action === "DNAT" || action === "NO_DNAT"
      ? "destination"
      : "source";
}

function boxesOf(rule: NatRule, family: Family): Box[] {
  const isAble = rule.action.startsWith("NO_") || (rule.translated?.ranges(family).length ?? 0) > 0;
  return !isAble
    ? []
    : (serviceBoxes(rule.services) ?? [undefined])
        .map((service) =>
          ofFamily(
            {
              source: addressesOf(rule.source),
              destination: addressesOf(rule.destination),
              protocols: service?.protocols ?? ALL_PROTOCOLS,
              sourcePorts: service?.sourcePorts ?? ALL_PORTS,
              destinationPorts: service?.destinationPorts ?? ALL_PORTS,
            },
            family,
          ),
        )
        .filter((box) => !isEmptyBox(box));
}

function isEverywhere(taker: NatRule, rule: NatRule): boolean {
  return (
    taker.ports === undefined ||
    (rule.ports !== undefined && rule.ports.every((port) => taker.ports?.includes(port) === true))
  );
}

/** The earlier rules that together take every packet of a rule; undefined when some are left. */
function takersOf(router: Router, rule: NatRule, position: number): NatRule[] | undefined {
  const candidates = router.nat
    .slice(0, position)
    .filter((other) => sideOf(other) === sideOf(rule) && isEverywhere(other, rule));
  const by = new Set<NatRule>();
  let hasPackets = false;
  for (const family of FAMILIES) {
    let rest = boxesOf(rule, family);
    hasPackets ||= rest.length > 0;
    for (const taker of candidates) {
      const next = subtractAll(rest, boxesOf(taker, family));
      if (next.length !== rest.length || next.some((box, index) => box !== rest[index])) {
        by.add(taker);
      }
      rest = next;
      if (rest.length === 0 || rest.length > MOST_PIECES) {
        break;
      }
    }
    if (rest.length > 0) {
      return undefined;
    }
  }
  return hasPackets ? [...by] : undefined;
}

/** NAT rules whose packets all meet an earlier rule of the same table. */
export function shadowedNat({ routers }: NetworkModel): Finding[] {
  return routers.flatMap((router) =>
    router.nat.flatMap((rule, position): Finding[] => {
      const by = sideOf(rule) === undefined ? undefined : takersOf(router, rule, position);
      if (by === undefined) {
        return [];
      }
      return [
        {
          check: "hygiene/shadowed-nat-rule",
          severity: "warning",
          subjects: [rule.name, router.name, ...by.map(({ name }) => name)],
          key: keyOfRule("hygiene/shadowed-nat-rule", router.id, rule.id),
          text: `${natText(rule)} of ${router.name} never translates: earlier rules take all of its packets`,
          evidence: [
            `taken by ${namesOf(by.map(natText))}`,
            ...by.slice(0, 3).map((taker) => `${taker.name}: priority ${taker.priority}`),
          ],
          fix: `give ${rule.name} a lower priority number than ${namesOf(by.map(({ name }) => name))}, or remove it`,
        },
      ];
    }),
  );
}
