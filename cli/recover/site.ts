import { urnParts } from "./deployment";
import type { Deployment, PendingOperation, StateResource } from "./deployment";
import { goneCommands, importCommands, isUnreadableWhenGone, pulumi } from "./advice";
import type { Advice } from "./advice";
import { typeName } from "vmnet/network/model/resource";

const subjectOf = ({ type, urn }: StateResource) => `${typeName(type)} ${urnParts(urn).name}`;

/**
 * What to do about the pending operations of an exported stack: those during which the engine died,
 * so that nobody knows whether the system carried them out.
 */
export function adviceForExport(deployment: Deployment, stack: string | undefined): Advice[] {
  const pending = deployment.pending_operations ?? [];
  const creates = pending.filter(({ type }) => type === "creating");
  const advice = pending.flatMap((operation) => adviceFor(operation, stack));
  if (creates.length === 0) return advice;
  const clear: Advice = {
    subject: creates.length === 1 ? "the pending create" : "the pending creates",
    reason:
      "the state goes on warning of them; a refresh drops the other pending operations by itself",
    commands: [pulumi(["refresh", "--clear-pending-creates"], stack)],
  };
  return [clear, ...advice];
}

function adviceFor({ type, resource }: PendingOperation, stack: string | undefined): Advice[] {
  const subject = subjectOf(resource);
  const { urn } = resource;
  const { name } = urnParts(urn);
  switch (type) {
    case "creating": {
      const fixed = resource.inputs?.nsxId !== undefined || resource.type.startsWith("vsphere:");
      const otherwise = fixed
        ? "`pulumi up` would fail because it exists already"
        : "`pulumi up` would make a second one, because its id is random";
      return [
        {
          subject,
          reason: `the engine died while it was created. If the object exists, import it: ${otherwise}. If not, there is nothing to do`,
          commands: importCommands({ ...resource, name }, stack),
        },
      ];
    }
    case "updating":
      return [
        {
          subject,
          reason:
            "the engine died while it was changed: the state holds the old values and, for NSX, perhaps an old revision, with which the manager refuses the next change",
          commands: [pulumi(["refresh", "--target", urn], stack)],
        },
      ];
    case "deleting": {
      const reason = isUnreadableWhenGone(resource.type)
        ? "the engine died while it was deleted. If the object is gone, refresh and destroy fail on it"
        : "the engine died while it was deleted: a refresh sees whether it is gone";
      return [{ subject, reason, commands: goneCommands(resource, stack) }];
    }
    default:
      return [];
  }
}
