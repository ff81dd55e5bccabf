import { UNKNOWN } from "vmnet/network/model/resource";
import type { PropertyMap, PropertyValue } from "vmnet/network/model/resource";
import { seal, toStruct } from "../provider/values";
import type { Opened } from "../provider/values";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { Refused } from "./answers";
import type { Subject } from "./answers";
import type { Deployment } from "./deployment";

/** The engine's own package: stack references, stashes, and functions over the run itself. */
const STACK_REFERENCE = "pulumi:pulumi:StackReference";
const STASH = "pulumi:index:Stash";

export function createBuiltin(
  { type, name }: Subject,
  inputs: Opened,
  preview: boolean,
): { id: string; outputs: Opened } | undefined {
  if (type !== STASH) return undefined;
  const { input } = inputs.values;
  const copies = inputs.secretPaths.map((path) => ["output", ...path.slice(1)]);
  return {
    id: preview ? "" : `stash-${name}`,
    outputs: {
      values: { input, output: input },
      secretPaths: [...inputs.secretPaths, ...copies],
    },
  };
}

/**
 * What another stack put out. In a preview an unnamed stack is unknown, and the capture says so.
 *
 * @throws Refused when the outputs are not known and values are needed
 */
export function readStackReference(
  deployment: Deployment,
  urn: string,
  inputs: PropertyMap,
): PropertyMap {
  const { stackOutputs = {}, preview } = deployment.options;
  const name = String(inputs.name);
  const outputs = stackOutputs[name];
  if (outputs) {
    return { name, outputs: outputs as Record<string, PropertyValue>, secretOutputNames: [] };
  }
  if (!preview) {
    throw new Refused(
      `the outputs of stack '${name}' are not known to a capture: give them (stackOutputs)`,
    );
  }
  deployment.say("warning", `the outputs of stack '${name}' are unknown to this capture`, urn);
  return { name, outputs: UNKNOWN, secretOutputNames: UNKNOWN };
}

export function isStackReference(type: string): boolean {
  return type === STACK_REFERENCE;
}

/** Functions of the engine's own package; undefined for every other token. */
export function invokeBuiltin(
  deployment: Deployment,
  token: string,
  args: PropertyMap,
): Struct | undefined {
  switch (token) {
    case "pulumi:pulumi:getResource": {
      const state = deployment.states.get(String(args.urn));
      if (!state) throw new Refused(`unknown resource ${String(args.urn)}`);
      const { resource, outputs } = state;
      const id = resource.id === UNKNOWN ? "" : (resource.id ?? "");
      const values: PropertyMap = {
        urn: resource.urn,
        id,
        provider: resource.provider ?? "",
        state: outputs.values as Record<string, PropertyValue>,
      };
      const secretPaths = outputs.secretPaths.map((path) => ["state", ...path]);
      return seal(values, { values, secretPaths });
    }
    case "pulumi:pulumi:readStackOutputs":
      return toStruct(readStackReference(deployment, "", args));
    default:
      return undefined;
  }
}
