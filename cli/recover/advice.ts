import { importId } from "./importId";
import { urnParts } from "./deployment";
import type { StateResource } from "./deployment";

/** What to do about one thing that went wrong at a real site. */
export interface Advice {
  /** What it is about: type and name, as far as they are known. */
  subject: string;
  /** Why something has to be done. */
  reason: string;
  /** To be run one after the other; a line that begins with `#` is for the reader. */
  commands: string[];
}

/** A word of a POSIX shell. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

export function pulumi(args: string[], stack: string | undefined): string {
  const all = stack ? [...args, "--stack", stack] : args;
  return ["pulumi", ...all.map(quoted)].join(" ");
}

/** A resource whose object exists and which the state does not hold. */
export interface Missing {
  type: string;
  name: string;
  inputs?: Record<string, unknown>;
  /** URN of the parent where the resource has one; the stack itself is none. */
  parent?: string;
  /** `<URN>::<id>`; undefined for a default provider. */
  provider?: string;
  /** The object's id where an error named it. */
  id?: string;
}

/** The command that takes an object into the state, as the resource that the program means. */
export function importCommands(missing: Missing, stack: string | undefined): string[] {
  const { type, name, inputs = {}, parent, provider, id: known } = missing;
  const { id, hint } = importId(type, inputs, known);
  if (id === undefined) return [`# ${hint ?? "the type cannot be imported"}`];
  const args = ["import", type, name, id];
  if (parent && !urnParts(parent).types.includes("pulumi:pulumi:Stack")) {
    args.push("--parent", `${identifier(urnParts(parent).name)}=${parent}`);
  }
  const ofProvider = provider?.split("::").slice(0, -1).join("::");
  if (ofProvider && !urnParts(ofProvider).name.startsWith("default")) {
    args.push("--provider", `${identifier(urnParts(ofProvider).name)}=${ofProvider}`);
  }
  args.push("--protect=false", "--generate-code=false");
  return [...(hint ? [`# id: ${hint}`] : []), pulumi(args, stack)];
}

/** A name as the engine takes it for a variable's. */
const identifier = (name: string) => name.replace(/\W+/g, "_");

// Refresh and destroy fail on these when their object is gone.
const unreadable =
  /:(?:HostVirtualSwitch|HostPortGroup|DistributedVirtualSwitch|DistributedPortGroup|DistributedVirtualSwitchPvlanMapping)$/;

/** What to do about a resource whose object may be gone. */
export function goneCommands(resource: Pick<StateResource, "type" | "urn">, stack?: string) {
  const { type, urn } = resource;
  return unreadable.test(type)
    ? ["# only if the object is gone:", pulumi(["state", "delete", urn], stack)]
    : [pulumi(["refresh", "--target", urn], stack)];
}

export const isUnreadableWhenGone = (type: string) => unreadable.test(type);
