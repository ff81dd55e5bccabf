import { copyOf, isMap } from "../../generic/values";
import { N } from "../../kinds";
import type { Quirk } from "../quirk";

/**
 * Credentials of an edge node are honoured when it is deployed and never again, and a manager adds the
 * name of a user of its own; passwords are kept from the program.
 */
export const edgeCredentialsRead: Quirk = {
  name: "credentials of an edge node read back with a user of the manager's",
  source:
    "manager: adds audit_username (issue tracker, nsxt#2090, for the older resource); API: used at deployment only",
  types: [N.edgeTransportNode],
  answer({ inputs, before }) {
    const credentials = inputs["credentials"];
    if (!isMap(credentials)) {
      return undefined;
    }
    const old = before?.outputs["credentials"];
    const name = isMap(old) ? old["auditUsername"] : undefined;
    const auditUsername = credentials["auditUsername"] ?? copyOf(name) ?? "audit";
    return { credentials: { ...credentials, auditUsername } };
  },
};
