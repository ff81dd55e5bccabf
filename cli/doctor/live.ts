/** Look-ups on a real site, by the real engine: a preview of a throw-away stack that holds nothing else. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { CapturedResource } from "@vmnet/simulator/capture/capture";
import type * as automation from "@pulumi/pulumi/automation";
import { ensureEngine } from "../engine/find";
import { EngineProcess } from "../lab/engineProcess";
import { requireForProject } from "../lab/program";
import type { Project } from "../lab/project";
import { isUnknown } from "vmnet/network/model/resource";
import { oneLine } from "../model/words";
import { errorText, exitCode, UserError } from "../terminal";
import type { Reply } from "./lookup";
import { Questions } from "./questions";
import type { Sdk } from "./questions";
import { plainRefusal } from "./report";
import type { Survey } from "./survey";

/** What would lead the engine to the team's state or service, or into another stack. */
const foreign = [
  "PULUMI_ACCESS_TOKEN",
  "PULUMI_API",
  "PULUMI_BACKEND_URL",
  "PULUMI_CONFIG",
  "PULUMI_CONFIG_PASSPHRASE_FILE",
  "PULUMI_STACK",
];

/**
 * Asks the site that the stack's configuration and the environment name. Nothing is made, and the
 * throw-away state is removed; secrets stay in the environment.
 *
 * @throws UserError when there is no engine, or it does not come as far as the look-ups
 */
export async function askLive(
  project: Project,
  survey: Survey,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Reply[]> {
  const engine = await ensureEngine({ env });
  const folder = mkdtempSync(join(tmpdir(), "vmnet-doctor-"));
  try {
    const { LocalWorkspace } = requireForProject(
      project,
      "@pulumi/pulumi/automation",
    ) as typeof automation;
    const questions = new Questions(survey.lookups, survey.resources, (name) =>
      sdkOf(project, name),
    );
    const program = async () => {
      await questions.ask();
    };
    const stack = await LocalWorkspace.createStack(
      { stackName: "doctor", projectName: "vmnet-doctor", program },
      {
        workDir: folder,
        pulumiCommand: new EngineProcess(engine, environment(folder, env)).asPulumiCommand(),
      },
    );
    await stack.setAllConfig(configuration(survey));
    await stack.preview();
    return questions.replies.map((reply) => withoutSecrets(reply, env));
  } catch (error) {
    const text = hide(plainRefusal(errorText(error)), env);
    throw new UserError(`the engine did not come to the look-ups: ${text}`, exitCode.failed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sdkOf(project: Project, name: string): Sdk {
  return requireForProject(project, `@pulumi/${name}`) as Sdk;
}

function environment(folder: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const rest = Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.includes(name)));
  return {
    ...rest,
    PULUMI_BACKEND_URL: pathToFileURL(folder).href,
    PULUMI_CONFIG_PASSPHRASE: randomBytes(16).toString("hex"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_AUTOMATION_API: "true",
    PULUMI_DIY_BACKEND_NO_LEGACY_WARNING: "true",
  };
}

/** The plain settings of default providers. Addresses and accounts; what is encrypted stays where it is. */
function configuration({ config }: Survey): automation.ConfigMap {
  const own = Object.entries(config).filter(([key]) => /^(vsphere|nsxt|pulumi):/.test(key));
  return Object.fromEntries(own.map(([key, value]) => [key, { value }]));
}

/** What the environment keeps secret, in no text: a provider may repeat its settings in an error. */
function hide(text: string, env: NodeJS.ProcessEnv): string {
  return Object.entries(env)
    .filter(([name]) => /PASSWORD|TOKEN|SECRET|PASSPHRASE|_KEY$/.test(name))
    .flatMap(([, value]) => (value === undefined || value.length < SHORTEST_SECRET ? [] : [value]))
    .reduce((shown, secret) => shown.replaceAll(secret, "[secret]"), text);
}

/** Shorter texts are parts of words, and hiding them would make a message unreadable. */
const SHORTEST_SECRET = 6;

function withoutSecrets(reply: Reply, env: NodeJS.ProcessEnv): Reply {
  return reply.status === "ok" ? reply : { ...reply, detail: hide(reply.detail, env) };
}

/** Settings of explicit providers whose value the stack keeps encrypted. */
export function encryptedSettings(resources: readonly CapturedResource[]): string[] {
  return resources
    .filter(({ type }) => /^pulumi:providers:(vsphere|nsxt)$/.test(type))
    .flatMap(({ name, secretInputs = [] }) => secretInputs.map((input) => `${name}.${input}`));
}

/** Addresses of the systems that are asked, for the reader to see before he believes an answer. */
export function systemsOf(
  { config, resources }: Pick<Survey, "config" | "resources">,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const explicit = resources
    .filter(({ type, name }) => /^pulumi:providers:(vsphere|nsxt)$/.test(type) && !isDefault(name))
    .flatMap(({ inputs }) => [inputs["vsphereServer"], inputs["host"]]);
  const defaults = [
    config["vsphere:vsphereServer"] ?? env.VSPHERE_SERVER,
    config["nsxt:host"] ?? env.NSXT_MANAGER_HOST,
  ];
  const named = (explicit.length > 0 ? explicit : defaults).filter(
    (address): address is string => typeof address === "string" && !isUnknown(address),
  );
  return [...new Set(named)].map(oneLine).join(", ") || "no address is configured";
}

const isDefault = (name: string) => /^default(_|$)/.test(name);
