/** Groups and services that nothing refers to. */
import type { NetworkModel } from "../../model/types";
import type { Finding } from "../finding";

export function unusedFindings({ underlay }: NetworkModel): Finding[] {
  return (underlay?.unused ?? []).map(({ kind, name, path, origin }) => ({
    check: `hygiene/unused-${kind}`,
    severity: "note",
    subjects: [name],
    key: JSON.stringify([`hygiene/unused-${kind}`, path]),
    text: `${kind} ${name} is used by nothing that is described here`,
    evidence: [`no rule, group, scope or translation names ${path} (${origin.label})`],
    fix: `remove ${name}, unless something outside of this program uses it`,
  }));
}
