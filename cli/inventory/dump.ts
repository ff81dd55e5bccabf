/** `vmnet inventory dump`: what the manager has, as a file that reviews lay the program over. */
import { join, relative, resolve } from "node:path";
import { readDump } from "vmnet/network/model/index";
import { count, exitCode, processTerminal, UserError } from "../terminal";
import type { Terminal } from "../terminal";
import { connectionOf, PolicyReader } from "./nsx";
import type { PolicyObject } from "./nsx";
import { write } from "./record";

export interface DumpOptions {
  cwd?: string;
  site: string;
}

/** `vmnet inventory dump --site prod`; returns the exit code. */
export async function runDump(
  options: DumpOptions,
  terminal: Terminal = processTerminal(),
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const { site } = options;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(site)) {
    throw new UserError(
      `--site ${JSON.stringify(site)}: expected a name for a file: letters, digits, ".", "_", "-"`,
    );
  }
  const cwd = resolve(options.cwd ?? process.cwd());
  const reader = new PolicyReader(connectionOf(env));
  const objects = (await policyTree(reader)).map((object) => withoutSecrets(object));
  const text = `${JSON.stringify(objects, undefined, 1)}\n`;
  const file = join(cwd, "inventory", `${site}.nsx.json`);
  // What the model cannot read is found now, not in a review.
  const resources = readDump(text, relative(cwd, file));
  write(file, text);
  terminal.line(
    `vmnet: ${count(objects.length, "object")} of the manager in ${relative(cwd, file)} ` +
      `(${count(reader.requests, "request")}, all GET; the model reads ${count(resources.length, "resource")} of it)`,
  );
  terminal.line(`vmnet: name it in vmnet.yaml: stacks.<name>.dump: ${relative(cwd, file)}`);
  return exitCode.ok;
}

/** Every object that the model reads, parents before children. */
export async function policyTree(reader: PolicyReader): Promise<PolicyObject[]> {
  const objects: PolicyObject[] = [];
  const one = async (path: string) => {
    const found = await reader.object(path);
    if (found !== undefined) objects.push(found);
  };
  const all = async (path: string): Promise<string[]> => {
    const found = await reader.list(path);
    objects.push(...found);
    return found.flatMap(({ path: own }) => (typeof own === "string" ? [own] : []));
  };
  for (const kind of ["tier-0s", "tier-1s"]) {
    for (const gateway of await all(`/infra/${kind}`)) {
      await gatewayTree(gateway, kind, one, all);
    }
  }
  for (const segment of await all("/infra/segments")) {
    await all(`${segment}/dhcp-static-binding-configs`);
    await all(`${segment}/ports`);
  }
  await all("/infra/services");
  await all("/infra/lb-virtual-servers");
  for (const domain of await all("/infra/domains")) {
    await all(`${domain}/groups`);
    for (const kind of ["security-policies", "gateway-policies"]) {
      for (const policy of await all(`${domain}/${kind}`)) {
        await all(`${policy}/rules`);
      }
    }
  }
  await one("/infra/settings/firewall/security/exclude-list");
  await all("/infra/realized-state/virtual-machines");
  await all("/infra/realized-state/enforcement-points/default/vifs");
  return objects;
}

async function gatewayTree(
  gateway: string,
  kind: string,
  one: (path: string) => Promise<void>,
  all: (path: string) => Promise<string[]>,
): Promise<void> {
  await all(`${gateway}/static-routes`);
  await all(`${gateway}/nat/USER/nat-rules`);
  if (kind === "tier-0s") {
    await all(`${gateway}/prefix-lists`);
    await all(`${gateway}/route-maps`);
  }
  for (const locale of await all(`${gateway}/locale-services`)) {
    await all(`${locale}/interfaces`);
    if (kind === "tier-0s") {
      await one(`${locale}/bgp`);
      await all(`${locale}/bgp/neighbors`);
    }
    for (const service of await all(`${locale}/ipsec-vpn-services`)) {
      await all(`${service}/sessions`);
    }
  }
}

const SECRET = /password|passphrase|secret|psk|private_key|auth_token/i;

/** The manager answers no secrets; should one ever be there, it does not reach the file. */
export function withoutSecrets<T>(value: T): T {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => withoutSecrets(item)) as T;
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const entries = Object.entries(value).filter(
    ([name, item]) => !(SECRET.test(name) && typeof item === "string"),
  );
  return Object.fromEntries(entries.map(([name, item]) => [name, withoutSecrets(item)])) as T;
}
