/** The look-ups of a survey, asked from inside of an engine's program. */
import type { CapturedResource } from "@vmnet/simulator/capture/capture";
import type { PropertyMap, PropertyValue } from "vmnet/network/model/resource";
import { isUnknown } from "vmnet/network/model/resource";
import { errorText } from "../terminal";
import { shortName } from "./lookup";
import type { Lookup, Reply } from "./lookup";
import { plainRefusal, unasked } from "./report";

type Ask = (args: PropertyMap, options: object) => Promise<PropertyMap>;
type MakeProvider = new (name: string, settings: PropertyMap) => object;

/** A provider's package for Node.js: its functions and its provider class. */
export type Sdk = Readonly<Record<string, unknown>>;

/** Keys of an answer that other questions hold. */
const handles = ["id", "path", "uuid", "moid", "resourcePoolId", "externalId", "biosId"];

/** What vCenter and NSX say of what is not there. Other refusals tell nothing about that. */
const NOT_THERE =
  /not found|no such|cannot find|could ?n[o']t find|unable to find|does not exist|no .{1,60} (was|were) found|already been deleted|cannot locate|status code: 404/i;

/** Asks each question once those are answered whose answers it holds. */
export class Questions {
  readonly replies: Reply[] = [];
  private readonly providers = new Map<string, object>();
  /** What the simulated site answered: which question gave it, and under which key. */
  private readonly origins = new Map<PropertyValue, { index: number; key: string }>();

  constructor(
    private readonly lookups: readonly Lookup[],
    private readonly resources: readonly CapturedResource[],
    private readonly sdk: (name: string) => Sdk,
  ) {
    lookups.forEach(({ answer, args }, index) => {
      for (const key of handles) {
        const value = answer[key];
        const isGiven = value === undefined || value === "" || value === args[key];
        if (!isGiven && !this.origins.has(value)) {
          this.origins.set(value, { index, key });
        }
      }
    });
  }

  async ask(): Promise<void> {
    const answers: Promise<PropertyMap | undefined>[] = [];
    this.lookups.forEach((lookup, index) => {
      answers.push(this.askOne(lookup, index, answers));
    });
    await Promise.all(answers);
  }

  private async askOne(
    lookup: Lookup,
    index: number,
    earlier: readonly Promise<PropertyMap | undefined>[],
  ): Promise<PropertyMap | undefined> {
    const args: PropertyMap = {};
    for (const [key, value] of Object.entries(lookup.args)) {
      const origin = value === undefined ? undefined : this.origins.get(value);
      if (origin === undefined || origin.index >= index) {
        args[key] = value;
        continue;
      }
      const answer = await earlier[origin.index];
      if (answer === undefined) {
        const reason = this.lookups[origin.index];
        this.replies[index] =
          reason === undefined ? { status: "unanswered", detail: "not asked" } : unasked(reason);
        return undefined;
      }
      args[key] = answer[origin.key];
    }
    try {
      const answer = await this.call(lookup, args);
      const asked = args["displayName"];
      const found = answer["displayName"];
      if (asked !== undefined && typeof found === "string" && found !== asked) {
        // NSX look-ups take a name that only begins so.
        const detail = "there is no such name; a look-up would take the one below";
        this.replies[index] = { status: "missing", detail, nearest: found };
        return undefined;
      }
      this.replies[index] = { status: "ok" };
      return answer;
    } catch (error) {
      const detail = plainRefusal(errorText(error));
      const status = NOT_THERE.test(detail) ? "missing" : "unanswered";
      this.replies[index] = { status, detail };
      return undefined;
    }
  }

  private call({ token, provider }: Lookup, args: PropertyMap): Promise<PropertyMap> {
    const name = token.slice(0, token.indexOf(":"));
    const ask = this.sdk(name)[shortName(token)] as Ask | undefined;
    if (ask === undefined) {
      throw new Error(`@pulumi/${name} has no function ${shortName(token)}`);
    }
    const explicit = this.providerOf(name, provider);
    return ask(args, explicit === undefined ? {} : { provider: explicit });
  }

  /** The explicit provider, with its plain settings; undefined for a default one. */
  private providerOf(packageName: string, urn: string): object | undefined {
    const known = this.providers.get(urn);
    const found = this.resources.find((resource) => resource.urn === urn);
    if (known !== undefined || found === undefined || /^default(_|$)/.test(found.name)) {
      return known;
    }
    const Provider = this.sdk(packageName)["Provider"] as MakeProvider;
    const made = new Provider(found.name, plainSettings(found));
    this.providers.set(urn, made);
    return made;
  }
}

/** What a provider was given, without secrets and without what only the engine sets. */
function plainSettings({ inputs, secretInputs = [] }: CapturedResource): PropertyMap {
  const isSecret = (key: string) => secretInputs.some((place) => place.split(/[.[]/)[0] === key);
  const plain = Object.entries(inputs).filter(
    ([key, value]) =>
      !["version", "__internal", "pluginDownloadURL"].includes(key) &&
      !isSecret(key) &&
      !isUnknown(value),
  );
  return Object.fromEntries(plain.map(([key, value]) => [key, opened(value)]));
}

/** Settings that are no texts travel as JSON. */
function opened(value: PropertyValue | undefined): PropertyValue | undefined {
  const isJson = typeof value === "string" && /^(true|false|\d+|\[.*\]|\{.*\})$/s.test(value);
  return isJson ? (JSON.parse(value) as PropertyValue) : value;
}
