/** `vmnet inventory dump`: what the NSX manager and the hosts of a vCenter have, as files for reviews. */
import { join, relative, resolve } from "node:path";
import { readDump } from "vmnet/network/model/index";
import { oneLine } from "../model/words";
import { count, exitCode, processTerminal, UserError } from "../terminal";
import type { Terminal } from "../terminal";
import { readHosts } from "./hosts";
import { parseHosts } from "./hostsFile";
import type { HostsFile } from "./hostsFile";
import { connectionOf, NSX_VARIABLES, PolicyReader } from "./nsx";
import type { Connection, PolicyObject } from "./nsx";
import { write } from "./record";
import { VCENTER_VARIABLES, vcenterOf } from "./vcenter";
import type { VcenterConnection } from "./vcenter";

export interface DumpOptions {
  cwd?: string;
  site: string;
}

/** A part of the dump, read and not written yet. */
interface Part {
  file: string;
  text: string;
  lines: string[];
}

/**
 * `vmnet inventory dump --site prod`: asks what the environment has credentials for, and writes when all of it has
 * answered; returns the exit code.
 *
 * @param vcenter where hosts are read and who reads, from the environment
 */
export async function runDump(
  options: DumpOptions,
  terminal: Terminal = processTerminal(),
  env: NodeJS.ProcessEnv = process.env,
  vcenter: (env: NodeJS.ProcessEnv) => VcenterConnection = vcenterOf,
): Promise<number> {
  const { site } = options;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(site)) {
    throw new UserError(
      `--site ${JSON.stringify(site)}: expected a name for a file: letters, digits, ".", "_", "-"`,
    );
  }
  const isSet = (names: readonly string[]) => names.some((name) => env[name]);
  const nsx = isSet(NSX_VARIABLES) ? connectionOf(env) : undefined;
  const vsphere = isSet(VCENTER_VARIABLES) ? vcenter(env) : undefined;
  if (nsx === undefined && vsphere === undefined) {
    throw new UserError(
      `nothing to read: set ${NSX_VARIABLES.join(", ")} for the NSX manager, ` +
        `${VCENTER_VARIABLES.join(", ")} for the hosts of a vCenter, or both`,
    );
  }
  const cwd = resolve(options.cwd ?? process.cwd());
  const parts = [
    ...(nsx === undefined ? [] : [await managerPart(nsx, cwd, site)]),
    ...(vsphere === undefined ? [] : [await hostsPart(vsphere, cwd, site)]),
  ];
  for (const { file, text, lines } of parts) {
    write(file, text);
    lines.forEach((line) => terminal.line(`vmnet: ${line}`));
  }
  return exitCode.ok;
}

async function managerPart(connection: Connection, cwd: string, site: string): Promise<Part> {
  const reader = new PolicyReader(connection);
  const objects = (await policyTree(reader)).map((object) => withoutSecrets(object));
  const takenAt = new Date().toISOString();
  // As the manager itself answers a list: whoever reads such lists reads this. What it is comes first.
  const content = { format: 1, site, takenAt, result_count: objects.length, results: objects };
  const text = `${JSON.stringify(content, undefined, 1)}\n`;
  const file = join(cwd, "inventory", `${site}.nsx.json`);
  const shown = relative(cwd, file);
  // What the model cannot read is found now, not in a review.
  const resources = readDump(text, shown);
  return {
    file,
    text,
    lines: [
      `${count(objects.length, "object")} of the manager in ${shown} ` +
        `(${count(reader.requests, "request")}, all GET; the model reads ${count(resources.length, "resource")} of it)`,
      `name it in vmnet.yaml: stacks.<name>.dump: ${shown}`,
    ],
  };
}

async function hostsPart(connection: VcenterConnection, cwd: string, site: string): Promise<Part> {
  const { hosts, unread, requests } = await readHosts(connection);
  const content: HostsFile = { format: 1, site, takenAt: new Date().toISOString(), hosts };
  const text = `${JSON.stringify(content, undefined, 1)}\n`;
  const file = join(cwd, "inventory", `${site}.hosts.json`);
  const shown = relative(cwd, file);
  parseHosts(text, shown);
  const some = unread.slice(0, 5).map((name) => oneLine(name).slice(0, 100));
  const rest = unread.length > some.length ? ` and ${unread.length - some.length} more` : "";
  return {
    file,
    text,
    lines: [
      `${count(Object.keys(hosts).length, "host")} of the vCenter in ${shown} ` +
        `(${count(requests, "request")}, none of which changes anything)`,
      ...(unread.length === 0
        ? []
        : [
            `left out, vCenter tells no network of theirs (disconnected?): ${some.join(", ")}${rest}`,
          ]),
      `name it in vmnet.yaml: stacks.<name>.hosts: ${shown}`,
    ],
  };
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
