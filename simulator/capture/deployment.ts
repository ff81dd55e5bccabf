import type { PropertyMap } from "vmnet/network/model/resource";
import type { Opened } from "../provider/values";
import type {
  Captured,
  CapturedLookup,
  CapturedMessage,
  CapturedResource,
  CaptureOptions,
  Severity,
} from "./types";
import { makeUrn, STACK_TYPE } from "./urn";
import { formatPath, hideSecrets } from "./wire";

/** What children of a resource take over from it. */
export interface Goal {
  type: string;
  provider: string;
  protect: boolean | undefined;
  retainOnDelete: boolean | undefined;
  deletedWith: string;
}

/** A resource as far as it is known, with its secrets still open. */
export interface State {
  resource: CapturedResource;
  inputs: Opened;
  outputs: Opened;
}

/**
 * The end of one operation: the reasons are for the user, and the program gets no answer, as it
 * gets none from an engine that shuts down.
 */
export class Fault extends Error {
  readonly texts: string[];

  constructor(
    texts: string | string[],
    readonly urn?: string,
  ) {
    const list = typeof texts === "string" ? [texts] : texts;
    super(list.join("\n"));
    this.name = "Fault";
    this.texts = list;
  }
}

/** Everything that one run of a program has registered and said. */
export class Deployment {
  readonly states = new Map<string, State>();
  readonly goals = new Map<string, Goal>();
  /** Providers that components pass on, by the component's URN, by package. */
  readonly componentProviders = new Map<string, Map<string, string>>();
  readonly lookups: CapturedLookup[] = [];
  readonly notSimulated = new Set<string>();
  readonly messages: CapturedMessage[] = [];
  private readonly urns = new Set<string>();
  private stackOutputs: Opened = { values: {}, secretPaths: [] };

  constructor(readonly options: CaptureOptions) {}

  /**
   * The URN of a new resource.
   *
   * @throws Fault when the parent is not registered, or the URN is taken
   */
  claim(parent: string, type: string, name: string): string {
    const urn = makeUrn(this.options, parent, type, name);
    if (parent !== "" && !this.urns.has(parent)) {
      throw new Fault(`could not find parent resource ${parent}`, urn);
    }
    if (this.urns.has(urn)) {
      throw new Fault(`Duplicate resource URN '${urn}'; try giving it a unique name`, urn);
    }
    this.urns.add(urn);
    return urn;
  }

  say(severity: Severity, text: string, urn?: string): void {
    this.messages.push({ severity, text, ...(urn ? { urn } : {}) });
  }

  get failed(): boolean {
    return this.messages.some(({ severity }) => severity === "error");
  }

  setOutputs(urn: string, outputs: Opened): void {
    const state = this.states.get(urn);
    if (!state) throw new Error(`unknown resource ${urn}`);
    state.outputs = outputs;
    if (state.resource.type === STACK_TYPE) this.stackOutputs = outputs;
  }

  /** The result, with secrets open or hidden as the options say. */
  result(printed: string): Captured {
    const shown = ({ values, secretPaths }: Opened): PropertyMap =>
      this.options.openSecrets ? values : hideSecrets({ values, secretPaths });
    const places = ({ secretPaths }: Opened): string[] | undefined =>
      secretPaths.length > 0 ? secretPaths.map(formatPath) : undefined;
    const resources = [...this.states.values()].map(({ resource, inputs, outputs }) => {
      const complete: CapturedResource = {
        ...resource,
        inputs: shown(inputs),
        outputs: shown(outputs),
      };
      const secretInputs = places(inputs);
      const secretOutputs = places(outputs);
      if (secretInputs) complete.secretInputs = secretInputs;
      if (secretOutputs) complete.secretOutputs = secretOutputs;
      return complete;
    });
    return {
      resources,
      outputs: shown(this.stackOutputs),
      secretOutputs: [...new Set(this.stackOutputs.secretPaths.map(([name]) => String(name)))],
      messages: this.messages,
      printed,
      errors: this.messages.filter(({ severity }) => severity === "error"),
      lookups: this.lookups,
      notSimulated: [...this.notSimulated].sort(),
    };
  }
}
