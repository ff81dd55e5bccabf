/** The cabling file: who is plugged where. */
import { relative } from "node:path";
import { parseInterfaceCidr } from "vmnet/network/address";
import { faultsText, joinPath, type Fault } from "vmnet/network/faults";
import type { Cabling } from "vmnet/network/handoff/index";
import { schemaFaults } from "vmnet/network/schemaFaults";
import { z } from "zod";
import { readYaml } from "../lab/project";
import { UserError } from "../terminal";

const name = z.string("expected a name").min(1).max(128);
/** As it stands in the switch's configuration: no blanks at the ends, one line. */
const port = z
  .string("a port such as TenGigabitEthernet1/0/1")
  .regex(/^[A-Za-z-]+ ?\d+(?:\/\d+){0,3}$/, "a port such as TenGigabitEthernet1/0/1");

const cablingShape = z.strictObject({
  format: z.literal(1, "expected 1, the only format there is"),
  switches: z.record(
    z.string().regex(/^[\w.-]{1,64}$/, "a host name such as core-1"),
    z.strictObject({
      platform: z.enum(["ios-xe", "nx-os"]),
      spanningTreePriority: z
        .int()
        .min(0)
        .max(61440)
        .multipleOf(4096, "a multiple of 4096 from 0 to 61440")
        .optional(),
      autonomousSystem: z.int().min(1).max(4294967295).optional(),
      interfaces: z.record(z.string().regex(/^\d{1,4}$/, "a VLAN id"), name).default({}),
    }),
  ),
  cables: z.array(
    z.strictObject({
      host: name,
      adapter: z.string().regex(/^vmnic\d{1,3}$/, "an adapter such as vmnic2"),
      switch: name,
      port,
      transportZones: z.array(name).default([]),
    }),
  ),
  links: z
    .array(
      z.strictObject({
        from: z.strictObject({ switch: name, port }),
        to: z.strictObject({ switch: name, port }),
      }),
    )
    .default([]),
});

/**
 * Reads a cabling file.
 *
 * @throws UserError with every fault and its path
 */
export function readCabling(path: string, cwd = process.cwd()): Cabling {
  const shown = relative(cwd, path);
  const content = readYaml(path);
  const read = cablingShape.safeParse(content);
  if (!read.success) {
    throw new UserError(faultsText(shown, schemaFaults(cablingShape, read.error.issues, content)));
  }
  const { switches, cables, links } = read.data;
  const faults = crossFaults(read.data);
  if (faults.length > 0) throw new UserError(faultsText(shown, faults));
  return {
    switches: Object.entries(switches).map(
      ([key, { spanningTreePriority, autonomousSystem, ...rest }]) => ({
        name: key,
        ...rest,
        ...(spanningTreePriority === undefined ? {} : { spanningTreePriority }),
        ...(autonomousSystem === undefined ? {} : { autonomousSystem }),
      }),
    ),
    cables,
    links,
  };
}

type Read = z.infer<typeof cablingShape>;

/** What no single field can show: switches that do not exist, a port or an adapter used twice. */
function crossFaults({ switches, cables, links }: Read): Fault[] {
  const known = Object.keys(switches);
  const ends = [
    ...cables.map((cable, index) => ({ path: `cables[${index}]`, ...cable })),
    ...links.flatMap(({ from, to }, index) => [
      { path: `links[${index}].from`, ...from },
      { path: `links[${index}].to`, ...to },
    ]),
  ];
  const unknown = ends
    .filter((end) => !known.includes(end.switch))
    .map((end) => ({
      path: joinPath(end.path, "switch"),
      message: "there is no such switch in this file",
      value: end.switch,
      allowed: known.join(", ") || "a name below switches",
    }));
  const twice = repeated(ends, (end) => `${end.switch} ${end.port.toLowerCase()}`).map((end) => ({
    path: joinPath(end.path, "port"),
    message: "something else is plugged into this port already",
    value: end.port,
  }));
  const adapters = cables.map((cable, index) => ({ path: `cables[${index}]`, ...cable }));
  const again = repeated(adapters, ({ host, adapter }) => `${host} ${adapter}`).map((cable) => ({
    path: joinPath(cable.path, "adapter"),
    message: "this adapter has a cable already",
    value: cable.adapter,
  }));
  const wrong = Object.entries(switches).flatMap(([key, { interfaces }]) =>
    Object.entries(interfaces).flatMap(([vlan, address]) => {
      try {
        parseInterfaceCidr(address);
        return [];
      } catch {
        return [
          {
            path: joinPath("switches", key, "interfaces", vlan),
            message: "this is no interface's address",
            value: address,
            allowed: "an address with its mask, such as 192.168.1.1/24",
          },
        ];
      }
    }),
  );
  return [...unknown, ...twice, ...again, ...wrong];
}

/** The second and later items that have a text in common with an earlier one. */
function repeated<Item>(items: readonly Item[], text: (item: Item) => string): Item[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const isAgain = seen.has(text(item));
    seen.add(text(item));
    return isAgain;
  });
}
