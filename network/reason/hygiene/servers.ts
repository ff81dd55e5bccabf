/** Load balancers that hand connections to nobody, or to machines that are not there. */
import { common } from "../../intervals";
import type { NetworkModel, Router } from "../../model/types";
import type { PoolMember, VirtualServer } from "../../model/virtualServer";
import type { Finding } from "../finding";
import { prepare } from "../reachability";
import { addressesText, serverText } from "../text";
import { addressesOf, type Addresses } from "../values";
import { keyOfRule } from "./words";

/** `hygiene/pool-without-member` and `hygiene/pool-member-missing`. */
export function serverFindings(model: NetworkModel): Finding[] {
  return model.routers.flatMap((router) => {
    const on = (router.virtualServers ?? []).filter(({ services }) => services.length > 0);
    const silent = on.length === 0 ? [] : prepare(model).silentAround(router);
    return on.flatMap((server) => [
      ...withoutMember(router, server),
      ...server.members.flatMap((member) => missing(router, server, member, silent)),
    ]);
  });
}

function withoutMember(router: Router, server: VirtualServer): Finding[] {
  // Where a doubt stands in place of members, nobody knows.
  return server.members.length > 0 || server.doubt !== undefined
    ? []
    : [
        {
          check: "hygiene/pool-without-member",
          severity: "warning",
          subjects: [server.name, router.name],
          key: keyOfRule("hygiene/pool-without-member", router.id, server.id),
          text: `${serverText(server)} of ${router.name} has no member that is switched on: it takes connections for nobody`,
          evidence: [`clients ask ${server.address.toText()}`],
          fix: "enable a member of its pool, or remove the virtual server",
        },
      ];
}

function missing(
  router: Router,
  server: VirtualServer,
  { name, addresses }: PoolMember,
  silent: Addresses,
): Finding[] {
  const gone = common(addressesOf(addresses), silent);
  const what =
    server.monitored === true
      ? "its monitor takes it out: the others carry its part"
      : "nothing looks after it: its part of the connections is lost";
  return gone.length === 0
    ? []
    : [
        {
          check: "hygiene/pool-member-missing",
          severity: "warning",
          subjects: [name, server.name, router.name],
          key: JSON.stringify(["hygiene/pool-member-missing", router.id, server.id, name]),
          text: `member ${name} of ${serverText(server)} is not there: nobody has ${addressesText(gone)} on the networks of ${router.name}`,
          evidence: [what],
          fix: "correct its address, attach the machine, or take it out of the pool",
        },
      ];
}
